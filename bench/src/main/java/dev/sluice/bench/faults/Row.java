package dev.sluice.bench.faults;

/**
 * One row of the matrix.
 *
 * @param id as in the plan: {@code F03}
 * @param fault what is done to the gateway, in a few words
 * @param promise what must hold besides the invariants that every row checks
 * @param storage whether the exporters' queues are on disk
 */
record Row(String id, String fault, String promise, boolean storage, Scenario scenario) {
  /** Makes the fault and checks the promise; the invariants are checked after it. */
  interface Scenario {
    void run(Rig rig) throws Exception;
  }

  static Row inMemory(String id, String fault, String promise, Scenario scenario) {
    return new Row(id, fault, promise, false, scenario);
  }

  static Row onDisk(String id, String fault, String promise, Scenario scenario) {
    return new Row(id, fault, promise, true, scenario);
  }
}
