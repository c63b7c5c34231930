package dev.sluice.exporter.prometheusremotewrite;

import java.util.Arrays;

/**
 * What a metric is, for people, as remote write 2.0 says it beside each series. Immutable, so that
 * a request keeps what it began with if a later metric of the same name says something else.
 */
final class Description {
  /** A value of the enum MetricType, the same in both versions. */
  final int type;

  final Symbol help;
  final Symbol unit;

  /** The metric's own metadata that the type was read from. */
  private final byte[] source;

  Description(int type, Symbol help, Symbol unit, byte[] source) {
    this.type = type;
    this.help = help;
    this.unit = unit;
    this.source = source;
  }

  /** Whether it was made of that description and that metadata. */
  boolean isOf(byte[] array, int helpFrom, int helpTo, Gathered metadata) {
    return Arrays.equals(help.utf8, 0, help.utf8.length, array, helpFrom, helpTo)
        && Arrays.equals(
            source, 0, source.length, metadata.array(), metadata.from(), metadata.to());
  }
}
