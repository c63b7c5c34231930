package dev.sluice.bench.endtoend;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a running gateway holds, from time to time. One thread. */
final class Sampler {
  private static final double MEBIBYTE = 1 << 20;

  /** What is looked at, and what it may always grow by. */
  enum Measure {
    RESIDENT("resident memory, MiB", 6),
    /**
     * Not what is in use: garbage waits in it for its collection, for a quarter of an hour even.
     */
    HEAP("old heap after its last collection, MiB", 4),
    DIRECT("direct memory, MiB", 4),
    CODE("code and classes, MiB", 3),
    THREADS("threads", 2),
    FILES("open files", 4);

    private final String title;
    private final double noise;

    Measure(String title, double noise) {
      this.title = title;
      this.noise = noise;
    }

    String title() {
      return title;
    }

    double noise() {
      return noise;
    }
  }

  private final GatewayProcess gateway;
  private final ProcessAccount account;
  private final List<Double> seconds = new ArrayList<>();
  private final List<Map<Measure, Double>> samples = new ArrayList<>();
  private final long began = System.nanoTime();

  Sampler(GatewayProcess gateway, ProcessAccount account) {
    this.gateway = gateway;
    this.account = account;
  }

  void sample() throws IOException, InterruptedException {
    Map<String, Double> metrics = gateway.metrics();
    var values = new EnumMap<Measure, Double>(Measure.class);
    for (Measure measure : Measure.values()) values.put(measure, value(measure, metrics));
    seconds.add((System.nanoTime() - began) / 1e9);
    samples.add(values);
  }

  private double value(Measure measure, Map<String, Double> metrics) throws IOException {
    return switch (measure) {
      case RESIDENT -> account.residentMebibytes();
      case HEAP -> sum(metrics, "jvm_gc_live_data_size_bytes", "") / MEBIBYTE;
      case DIRECT -> sum(metrics, "jvm_buffer_memory_used_bytes", "id=\"direct\"") / MEBIBYTE;
      case CODE -> sum(metrics, "jvm_memory_used_bytes", "area=\"nonheap\"") / MEBIBYTE;
      case THREADS -> account.threads();
      case FILES -> account.openFiles();
    };
  }

  private static double sum(Map<String, Double> metrics, String name, String label) {
    return metrics.entrySet().stream()
        .filter(sample -> sample.getKey().startsWith(name + "{"))
        .filter(sample -> sample.getKey().contains(label))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  int count() {
    return samples.size();
  }

  Growth growth(Measure measure) {
    return Growth.of(
        measure.title(),
        seconds.stream().mapToDouble(Double::doubleValue).toArray(),
        samples.stream().mapToDouble(values -> values.getOrDefault(measure, 0.0)).toArray());
  }

  double last(Measure measure) {
    return samples.get(samples.size() - 1).getOrDefault(measure, 0.0);
  }
}
