package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.wire.ProtoWriter;

/**
 * What differs between the two versions of remote write: how labels stand in a series and in an
 * exemplar, where its parts stand, and what the request says besides. All else, from which series a
 * point has to the order of samples, is the same for both.
 *
 * <pre>
 *   1.0  WriteRequest  1 TimeSeries { 1 Label*      2 Sample* 3 Exemplar*  4 Histogram* }
 *   2.0  Request       4 symbols*
 *                      5 TimeSeries { 1 label refs  2 Sample* 3 Histogram* 4 Exemplar* 5 Metadata }
 * </pre>
 *
 * One for each encoder; owner: the encoder's thread.
 */
abstract class Wire {
  /** The field of a request that is a series. */
  final int seriesField;

  final int exemplarField;
  final int histogramField;

  Wire(int seriesField, int exemplarField, int histogramField) {
    this.seriesField = seriesField;
    this.exemplarField = exemplarField;
    this.histogramField = histogramField;
  }

  static Wire of(Protocol protocol) {
    return switch (protocol) {
      case V1 -> new WireV1();
      case V2 -> new WireV2();
    };
  }

  /** Whether samples have start times, series metadata, and gauges exemplars. */
  abstract boolean isV2();

  /** Begins the request of that number, which no other has. */
  abstract void begin(long request);

  /**
   * A label as it stands among those of a series.
   *
   * @param hash of the value
   */
  abstract void label(LabelName name, byte[] value, int from, int to, long hash, ProtoWriter out);

  /** One of the fixed labels. */
  abstract void fixed(LabelName name, FixedLabels labels, int index, ProtoWriter out);

  /** What the metric of the series that are opened next says of itself. */
  abstract void describe(
      MetricEntry metric, byte[] array, int helpFrom, int helpTo, Gathered metadata);

  /** The series that are opened next are {@code target_info}. */
  abstract void describeTargetInfo();

  /**
   * Opens a series in the present request; returns the bytes of its fields but samples and parts.
   */
  abstract int open(Series series);

  /** Writes the labels of an open series at {@code at} and returns the index after them. */
  abstract int writeLabels(Series series, SeriesTable table, byte[] out, int at);

  /** Writes what stands at the end of an open series, and returns the index after it. */
  abstract int writeEnd(Series series, byte[] out, int at);

  /** Bytes of what stands in the request before its series. */
  abstract long headBytes();

  /** Writes that, and returns the index after it. */
  abstract int writeHead(byte[] out, int at);

  /** Appends labels of a series in a form that is the same in all requests. */
  abstract void appendIdentity(byte[] labels, int from, int to, ProtoWriter out);

  /** Begins the labels of an exemplar; returns what {@link #endLabels} must be given. */
  abstract int beginLabels(ProtoWriter out);

  /** One of these labels; they come sorted. Name and value are UTF-8. */
  abstract void exemplarLabel(byte[] name, byte[] value, int from, int to, ProtoWriter out);

  abstract void endLabels(int start, ProtoWriter out);
}
