package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.wire.ByteSlice;

/**
 * A name of series: the value of their {@code __name__}, made once for a metric. It stands in the
 * labels of a request once, where all series of that name find it. Owner: the encoder's thread.
 */
final class NameLabel {
  final byte[] text;
  final long textHash;

  /** Where it stands in the labels of the request with the number {@code request}. */
  long request;

  int from;
  int length;

  NameLabel(String name) {
    text = ByteSlice.utf8(name).toByteArray();
    textHash = Hash64.of(text);
  }
}
