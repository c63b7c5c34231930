package dev.sluice.bench.faults;

import dev.sluice.bench.endtoend.GatewayProcess;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Ports that are free, none of them given twice: rows run beside each other. */
final class Ports {
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private Ports() {}

  static int next() throws IOException {
    while (true) {
      int port = GatewayProcess.freePort();
      if (GIVEN.add(port)) return port;
    }
  }
}
