package dev.sluice.pipeline;

import dev.sluice.config.ComponentId;
import dev.sluice.data.Bound;
import dev.sluice.data.Branch;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The branches of all exporters that there are or were, with their shares of the memory. A branch
 * outlives its exporter: what one holds that is being replaced counts in the same place as what its
 * successor takes. Used by the one thread that runs the graph.
 */
final class Shares {
  private final House house;
  private final Map<ExporterKey, Branch> branches = new LinkedHashMap<>();

  Shares(House house) {
    this.house = house;
    LedgerMetrics.unprotected(house.instruments(), house.branches());
  }

  /** That exporter's branch, made at the first call with the share that it has in {@code in}. */
  Branch branch(ExporterKey key, Blueprint in) {
    Branch known = branches.get(key);
    if (known != null) return known;
    var account = house.ledger().account(key.id().toString(), key.signal());
    var branch = new Branch(account, share(key, in));
    branches.put(key, branch);
    house.branches().add(branch);
    LedgerMetrics.register(house.instruments(), branch);
    return branch;
  }

  /** Divides the memory anew; what is reserved stays so. */
  void divide(Blueprint by) {
    branches.forEach(
        (key, branch) -> {
          if (by.exporterKeys().contains(key)) branch.share(share(key, by));
        });
  }

  /**
   * The exporter has no place any more. Its branch stays, with what it may hold until that is
   * settled; its account stays in the ledger, as the sums of the past must not change.
   */
  void retire(ExporterKey key) {
    Branch branch = branches.get(key);
    if (branch != null) branch.boundBy(Bound.NONE);
  }

  private long share(ExporterKey key, Blueprint in) {
    long budget = house.memory().telemetryBytes();
    Set<ExporterKey> sharing = sharing(in);
    return sharing.contains(key) ? budget / sharing.size() : budget;
  }

  /**
   * Between whom the memory for telemetry is divided: the exporters that hold data, and those of
   * pipelines in which no exporter does. What waits there at the door or in a batch is bounded by
   * nobody else.
   */
  private static Set<ExporterKey> sharing(Blueprint blueprint) {
    var sharing = new LinkedHashSet<ExporterKey>();
    for (PipelineSpec spec : blueprint.pipelines()) {
      boolean nobodyHolds =
          spec.exporters().stream().noneMatch(id -> blueprint.exporter(id).holdsData());
      for (ComponentId id : spec.exporters()) {
        if (nobodyHolds || blueprint.exporter(id).holdsData()) {
          sharing.add(new ExporterKey(id, spec.id().signal()));
        }
      }
    }
    return sharing;
  }
}
