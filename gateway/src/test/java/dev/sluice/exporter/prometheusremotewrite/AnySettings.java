package dev.sluice.exporter.prometheusremotewrite;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Settings out of a seed, of all that decides about labels. */
final class AnySettings {
  private static final List<String> EXTERNAL =
      List.of(
          "a", "a_b", "job", "instance", "le", "quantile", "otel_scope_name", "zone", "__name__");

  private static final List<ResourceChoice> CHOICES =
      List.of(
          ResourceChoice.NONE,
          ResourceChoice.ALL,
          ResourceChoice.ALL_BUT_SERVICE,
          new ResourceChoice(List.of("a*", "le", "service.name"), List.of("a.b")));

  private AnySettings() {}

  static Translation translation(long seed) {
    var random = new Random(seed);
    Protocol protocol = random.nextBoolean() ? Protocol.V1 : Protocol.V2;
    Strategy[] strategies = Strategy.values();
    Strategy strategy = strategies[random.nextInt(protocol == Protocol.V1 ? 2 : strategies.length)];
    Map<String, String> external = new HashMap<>();
    for (String name : EXTERNAL) {
      if (random.nextInt(4) == 0) external.put(name, "ext");
    }
    return new Translation(
        new MetricNames(random.nextInt(4) == 0 ? "ns" : "", strategy),
        external,
        random.nextInt(4) > 0,
        CHOICES.get(random.nextInt(CHOICES.size())),
        random.nextBoolean(),
        false,
        protocol,
        HistogramForm.CLASSIC,
        Deltas.OFF);
  }
}
