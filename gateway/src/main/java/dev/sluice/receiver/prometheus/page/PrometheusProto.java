package dev.sluice.receiver.prometheus.page;

/**
 * Field numbers of {@code io.prometheus.client}, as in {@code metrics.proto} of
 * github.com/prometheus/client_model.
 */
final class PrometheusProto {
  private PrometheusProto() {}

  interface MetricFamily {
    int NAME = 1;
    int HELP = 2;
    int TYPE = 3;
    int METRIC = 4;
    int UNIT = 5;
  }

  interface MetricType {
    int COUNTER = 0;
    int GAUGE = 1;
    int SUMMARY = 2;
    int UNTYPED = 3;
    int HISTOGRAM = 4;
    int GAUGE_HISTOGRAM = 5;
  }

  interface Metric {
    int LABEL = 1;
    int GAUGE = 2;
    int COUNTER = 3;
    int SUMMARY = 4;
    int UNTYPED = 5;
    int TIMESTAMP_MS = 6;
    int HISTOGRAM = 7;
  }

  interface LabelPair {
    int NAME = 1;
    int VALUE = 2;
  }

  /** Gauge and Untyped have the value alone. */
  interface Counter {
    int VALUE = 1;
    int EXEMPLAR = 2;
    int CREATED = 3;
  }

  interface Summary {
    int SAMPLE_COUNT = 1;
    int SAMPLE_SUM = 2;
    int QUANTILE = 3;
    int CREATED = 4;
  }

  interface Quantile {
    int QUANTILE = 1;
    int VALUE = 2;
  }

  interface Histogram {
    int SAMPLE_COUNT = 1;
    int SAMPLE_SUM = 2;
    int BUCKET = 3;
    int SAMPLE_COUNT_FLOAT = 4;
    int SCHEMA = 5;
    int ZERO_THRESHOLD = 6;
    int ZERO_COUNT = 7;
    int ZERO_COUNT_FLOAT = 8;
    int NEGATIVE_SPAN = 9;
    int NEGATIVE_DELTA = 10;
    int NEGATIVE_COUNT = 11;
    int POSITIVE_SPAN = 12;
    int POSITIVE_DELTA = 13;
    int POSITIVE_COUNT = 14;
    int CREATED = 15;
    int EXEMPLARS = 16;
  }

  interface Bucket {
    int CUMULATIVE_COUNT = 1;
    int UPPER_BOUND = 2;
    int EXEMPLAR = 3;
    int CUMULATIVE_COUNT_FLOAT = 4;
  }

  interface BucketSpan {
    int OFFSET = 1;
    int LENGTH = 2;
  }

  interface Exemplar {
    int LABEL = 1;
    int VALUE = 2;
    int TIMESTAMP = 3;
  }

  interface Timestamp {
    int SECONDS = 1;
    int NANOS = 2;
  }
}
