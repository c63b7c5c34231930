package dev.sluice.otlp;

/**
 * The field numbers of OTLP 1.x, by message, under the schema's own names: {@code
 * Otlp.Span.TRACE_ID}. Written by hand, so that the running gateway needs no generated classes; a
 * test holds every one against the generated descriptors. Long, as it is one table.
 *
 * <p>The nested types are interfaces because their members are constants without another word.
 *
 * @see <a href="https://github.com/open-telemetry/opentelemetry-proto">opentelemetry-proto</a>
 */
public final class Otlp {
  private Otlp() {}

  public interface AnyValue {
    int STRING_VALUE = 1;
    int BOOL_VALUE = 2;
    int INT_VALUE = 3;
    int DOUBLE_VALUE = 4;
    int ARRAY_VALUE = 5;
    int KVLIST_VALUE = 6;
    int BYTES_VALUE = 7;
    int STRING_VALUE_STRINDEX = 8;
  }

  public interface ArrayValue {
    int VALUES = 1;
  }

  public interface KeyValueList {
    int VALUES = 1;
  }

  public interface KeyValue {
    int KEY = 1;
    int VALUE = 2;
    int KEY_STRINDEX = 3;
  }

  public interface InstrumentationScope {
    int NAME = 1;
    int VERSION = 2;
    int ATTRIBUTES = 3;
    int DROPPED_ATTRIBUTES_COUNT = 4;
  }

  public interface EntityRef {
    int SCHEMA_URL = 1;
    int TYPE = 2;
    int ID_KEYS = 3;
    int DESCRIPTION_KEYS = 4;
  }

  public interface Resource {
    int ATTRIBUTES = 1;
    int DROPPED_ATTRIBUTES_COUNT = 2;
    int ENTITY_REFS = 3;
  }

  public interface ResourceSpans {
    int RESOURCE = 1;
    int SCOPE_SPANS = 2;
    int SCHEMA_URL = 3;
  }

  public interface ScopeSpans {
    int SCOPE = 1;
    int SPANS = 2;
    int SCHEMA_URL = 3;
  }

  public interface Span {
    int TRACE_ID = 1;
    int SPAN_ID = 2;
    int TRACE_STATE = 3;
    int PARENT_SPAN_ID = 4;
    int NAME = 5;
    int KIND = 6;
    int START_TIME_UNIX_NANO = 7;
    int END_TIME_UNIX_NANO = 8;
    int ATTRIBUTES = 9;
    int DROPPED_ATTRIBUTES_COUNT = 10;
    int EVENTS = 11;
    int DROPPED_EVENTS_COUNT = 12;
    int LINKS = 13;
    int DROPPED_LINKS_COUNT = 14;
    int STATUS = 15;
    int FLAGS = 16;

    interface Event {
      int TIME_UNIX_NANO = 1;
      int NAME = 2;
      int ATTRIBUTES = 3;
      int DROPPED_ATTRIBUTES_COUNT = 4;
    }

    interface Link {
      int TRACE_ID = 1;
      int SPAN_ID = 2;
      int TRACE_STATE = 3;
      int ATTRIBUTES = 4;
      int DROPPED_ATTRIBUTES_COUNT = 5;
      int FLAGS = 6;
    }
  }

  public interface Status {
    int MESSAGE = 2;
    int CODE = 3;
  }

  public interface ResourceMetrics {
    int RESOURCE = 1;
    int SCOPE_METRICS = 2;
    int SCHEMA_URL = 3;
  }

  public interface ScopeMetrics {
    int SCOPE = 1;
    int METRICS = 2;
    int SCHEMA_URL = 3;
  }

  public interface Metric {
    int NAME = 1;
    int DESCRIPTION = 2;
    int UNIT = 3;
    int GAUGE = 5;
    int SUM = 7;
    int HISTOGRAM = 9;
    int EXPONENTIAL_HISTOGRAM = 10;
    int SUMMARY = 11;
    int METADATA = 12;
  }

  public interface Gauge {
    int DATA_POINTS = 1;
  }

  public interface Sum {
    int DATA_POINTS = 1;
    int AGGREGATION_TEMPORALITY = 2;
    int IS_MONOTONIC = 3;
  }

  public interface Histogram {
    int DATA_POINTS = 1;
    int AGGREGATION_TEMPORALITY = 2;
  }

  public interface ExponentialHistogram {
    int DATA_POINTS = 1;
    int AGGREGATION_TEMPORALITY = 2;
  }

  public interface Summary {
    int DATA_POINTS = 1;
  }

  public interface NumberDataPoint {
    int START_TIME_UNIX_NANO = 2;
    int TIME_UNIX_NANO = 3;
    int AS_DOUBLE = 4;
    int EXEMPLARS = 5;
    int AS_INT = 6;
    int ATTRIBUTES = 7;
    int FLAGS = 8;
  }

  public interface HistogramDataPoint {
    int START_TIME_UNIX_NANO = 2;
    int TIME_UNIX_NANO = 3;
    int COUNT = 4;
    int SUM = 5;
    int BUCKET_COUNTS = 6;
    int EXPLICIT_BOUNDS = 7;
    int EXEMPLARS = 8;
    int ATTRIBUTES = 9;
    int FLAGS = 10;
    int MIN = 11;
    int MAX = 12;
  }

  public interface ExponentialHistogramDataPoint {
    int ATTRIBUTES = 1;
    int START_TIME_UNIX_NANO = 2;
    int TIME_UNIX_NANO = 3;
    int COUNT = 4;
    int SUM = 5;
    int SCALE = 6;
    int ZERO_COUNT = 7;
    int POSITIVE = 8;
    int NEGATIVE = 9;
    int FLAGS = 10;
    int EXEMPLARS = 11;
    int MIN = 12;
    int MAX = 13;
    int ZERO_THRESHOLD = 14;

    interface Buckets {
      int OFFSET = 1;
      int BUCKET_COUNTS = 2;
    }
  }

  public interface SummaryDataPoint {
    int START_TIME_UNIX_NANO = 2;
    int TIME_UNIX_NANO = 3;
    int COUNT = 4;
    int SUM = 5;
    int QUANTILE_VALUES = 6;
    int ATTRIBUTES = 7;
    int FLAGS = 8;

    interface ValueAtQuantile {
      int QUANTILE = 1;
      int VALUE = 2;
    }
  }

  public interface Exemplar {
    int TIME_UNIX_NANO = 2;
    int AS_DOUBLE = 3;
    int SPAN_ID = 4;
    int TRACE_ID = 5;
    int AS_INT = 6;
    int FILTERED_ATTRIBUTES = 7;
  }

  public interface ResourceLogs {
    int RESOURCE = 1;
    int SCOPE_LOGS = 2;
    int SCHEMA_URL = 3;
  }

  public interface ScopeLogs {
    int SCOPE = 1;
    int LOG_RECORDS = 2;
    int SCHEMA_URL = 3;
  }

  public interface LogRecord {
    int TIME_UNIX_NANO = 1;
    int SEVERITY_NUMBER = 2;
    int SEVERITY_TEXT = 3;
    int BODY = 5;
    int ATTRIBUTES = 6;
    int DROPPED_ATTRIBUTES_COUNT = 7;
    int FLAGS = 8;
    int TRACE_ID = 9;
    int SPAN_ID = 10;
    int OBSERVED_TIME_UNIX_NANO = 11;
    int EVENT_NAME = 12;
  }

  public interface ExportTraceServiceRequest {
    int RESOURCE_SPANS = 1;
  }

  public interface ExportTraceServiceResponse {
    int PARTIAL_SUCCESS = 1;
  }

  public interface ExportTracePartialSuccess {
    int REJECTED_SPANS = 1;
    int ERROR_MESSAGE = 2;
  }

  public interface ExportMetricsServiceRequest {
    int RESOURCE_METRICS = 1;
  }

  public interface ExportMetricsServiceResponse {
    int PARTIAL_SUCCESS = 1;
  }

  public interface ExportMetricsPartialSuccess {
    int REJECTED_DATA_POINTS = 1;
    int ERROR_MESSAGE = 2;
  }

  public interface ExportLogsServiceRequest {
    int RESOURCE_LOGS = 1;
  }

  public interface ExportLogsServiceResponse {
    int PARTIAL_SUCCESS = 1;
  }

  public interface ExportLogsPartialSuccess {
    int REJECTED_LOG_RECORDS = 1;
    int ERROR_MESSAGE = 2;
  }

  public interface AggregationTemporality {
    int UNSPECIFIED = 0;
    int DELTA = 1;
    int CUMULATIVE = 2;
  }

  /** Bits of a data point's {@code flags}. */
  public interface DataPointFlags {
    int NO_RECORDED_VALUE_MASK = 1;
  }

  public interface SpanKind {
    int UNSPECIFIED = 0;
    int INTERNAL = 1;
    int SERVER = 2;
    int CLIENT = 3;
    int PRODUCER = 4;
    int CONSUMER = 5;
  }

  public interface StatusCode {
    int UNSET = 0;
    int OK = 1;
    int ERROR = 2;
  }
}
