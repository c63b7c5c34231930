package dev.sluice.bench.endtoend;

import java.util.Map;

/** The gateway's own account of one signal, read from its metrics. */
public record Ledger(
    long accepted, long recovered, long delivered, long rejected, long dropped, long queued) {

  public static Ledger of(Map<String, Double> metrics, Kind kind) {
    return new Ledger(
        sum(metrics, "sluice_items_accepted_total", kind),
        sum(metrics, "sluice_items_recovered_total", kind),
        sum(metrics, "sluice_items_delivered_total", kind),
        sum(metrics, "sluice_items_rejected_total", kind),
        sum(metrics, "sluice_items_dropped_total", kind),
        sum(metrics, "sluice_items_queued", kind));
  }

  private static long sum(Map<String, Double> metrics, String name, Kind kind) {
    double sum = 0;
    for (var sample : metrics.entrySet()) {
      String key = sample.getKey();
      if (key.startsWith(name + "{") && key.contains("signal=\"" + kind.id() + "\"")) {
        sum += sample.getValue();
      }
    }
    return (long) sum;
  }

  public boolean balances() {
    return accepted + recovered == delivered + rejected + dropped + queued;
  }
}
