package dev.sluice.exporter.prometheusremotewrite;

import java.util.Map;

/**
 * How OTLP becomes series: what the encoder has to know of the configuration. Immutable.
 *
 * @param externalLabels added to every series that has no label of that name; the names are legal,
 *     the values not empty
 * @param targetInfo whether a resource's other attributes go out as {@code target_info}
 * @param resourceLabels which resource attributes become labels of every series
 * @param scopeLabels whether scopes become {@code otel_scope_*} labels
 * @param createdSeries whether start times go out as {@code _created} series
 * @param protocol which message the series become part of
 * @param histograms what histograms with explicit bounds become
 * @param deltas whether they are added up
 */
record Translation(
    MetricNames names,
    Map<String, String> externalLabels,
    boolean targetInfo,
    ResourceChoice resourceLabels,
    boolean scopeLabels,
    boolean createdSeries,
    Protocol protocol,
    HistogramForm histograms,
    Deltas deltas) {

  /** What an empty configuration means. */
  static final Translation DEFAULT =
      new Translation(
          new MetricNames("", Strategy.ESCAPED_WITH_SUFFIXES),
          Map.of(),
          true,
          ResourceChoice.NONE,
          false,
          false,
          Protocol.V1,
          HistogramForm.CLASSIC,
          Deltas.OFF);

  Translation {
    externalLabels = Map.copyOf(externalLabels);
  }

  /** The same for one of several encoders that share the work. */
  Translation ofOne(int shards) {
    return new Translation(
        names,
        externalLabels,
        targetInfo,
        resourceLabels,
        scopeLabels,
        createdSeries,
        protocol,
        histograms,
        deltas.ofOne(shards));
  }

  LabelNames labelNames() {
    return names.strategy().escapes ? LabelNames.ESCAPED : LabelNames.AS_SENT;
  }
}
