package dev.sluice.otlp;

import static dev.sluice.otlp.JsonKind.BOOL;
import static dev.sluice.otlp.JsonKind.BYTES;
import static dev.sluice.otlp.JsonKind.DOUBLE;
import static dev.sluice.otlp.JsonKind.ENUM;
import static dev.sluice.otlp.JsonKind.FIXED32;
import static dev.sluice.otlp.JsonKind.FIXED64;
import static dev.sluice.otlp.JsonKind.INT64;
import static dev.sluice.otlp.JsonKind.MESSAGE;
import static dev.sluice.otlp.JsonKind.SFIXED64;
import static dev.sluice.otlp.JsonKind.SINT32;
import static dev.sluice.otlp.JsonKind.SPAN_ID;
import static dev.sluice.otlp.JsonKind.STRING;
import static dev.sluice.otlp.JsonKind.TRACE_ID;
import static dev.sluice.otlp.JsonKind.UINT32;
import static dev.sluice.otlp.JsonKind.UINT64;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * OTLP as {@link OtlpJson} reads and writes it: every message's fields with their names in JSON,
 * numbers and kinds. A test holds the table against the generated descriptors. Long, as it is one
 * table.
 *
 * <p>Not in it: the two string indexes of profiles, which mean nothing in the three signals.
 */
final class JsonSchema {
  private static final Map<String, Integer> NO_NAMES = Map.of();
  private static final Map<String, Integer> SPAN_KINDS =
      names("SPAN_KIND_", "UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER");
  private static final Map<String, Integer> STATUS_CODES =
      names("STATUS_CODE_", "UNSET", "OK", "ERROR");
  private static final Map<String, Integer> TEMPORALITIES =
      names("AGGREGATION_TEMPORALITY_", "UNSPECIFIED", "DELTA", "CUMULATIVE");
  private static final Map<String, Integer> SEVERITIES = severities();

  private static final JsonMessage ANY_VALUE = new JsonMessage("AnyValue");
  private static final JsonMessage KEY_VALUE =
      new JsonMessage("KeyValue")
          .define(
              field("key", Otlp.KeyValue.KEY, STRING),
              message("value", Otlp.KeyValue.VALUE, ANY_VALUE));
  private static final JsonMessage ARRAY_VALUE =
      new JsonMessage("ArrayValue").define(messages("values", Otlp.ArrayValue.VALUES, ANY_VALUE));
  private static final JsonMessage KEY_VALUE_LIST =
      new JsonMessage("KeyValueList")
          .define(messages("values", Otlp.KeyValueList.VALUES, KEY_VALUE));

  static {
    ANY_VALUE.define(
        field("stringValue", Otlp.AnyValue.STRING_VALUE, STRING).oneof(),
        field("boolValue", Otlp.AnyValue.BOOL_VALUE, BOOL).oneof(),
        field("intValue", Otlp.AnyValue.INT_VALUE, INT64).oneof(),
        field("doubleValue", Otlp.AnyValue.DOUBLE_VALUE, DOUBLE).oneof(),
        message("arrayValue", Otlp.AnyValue.ARRAY_VALUE, ARRAY_VALUE).oneof(),
        message("kvlistValue", Otlp.AnyValue.KVLIST_VALUE, KEY_VALUE_LIST).oneof(),
        field("bytesValue", Otlp.AnyValue.BYTES_VALUE, BYTES).oneof());
  }

  private static final JsonMessage ENTITY_REF =
      new JsonMessage("EntityRef")
          .define(
              field("schemaUrl", Otlp.EntityRef.SCHEMA_URL, STRING),
              field("type", Otlp.EntityRef.TYPE, STRING),
              list("idKeys", Otlp.EntityRef.ID_KEYS, STRING),
              list("descriptionKeys", Otlp.EntityRef.DESCRIPTION_KEYS, STRING));
  private static final JsonMessage RESOURCE =
      new JsonMessage("Resource")
          .define(
              messages("attributes", Otlp.Resource.ATTRIBUTES, KEY_VALUE),
              field("droppedAttributesCount", Otlp.Resource.DROPPED_ATTRIBUTES_COUNT, UINT32),
              messages("entityRefs", Otlp.Resource.ENTITY_REFS, ENTITY_REF));
  private static final JsonMessage SCOPE =
      new JsonMessage("InstrumentationScope")
          .define(
              field("name", Otlp.InstrumentationScope.NAME, STRING),
              field("version", Otlp.InstrumentationScope.VERSION, STRING),
              messages("attributes", Otlp.InstrumentationScope.ATTRIBUTES, KEY_VALUE),
              field(
                  "droppedAttributesCount",
                  Otlp.InstrumentationScope.DROPPED_ATTRIBUTES_COUNT,
                  UINT32));

  // Traces.

  private static final JsonMessage EVENT =
      new JsonMessage("Event")
          .define(
              field("timeUnixNano", Otlp.Span.Event.TIME_UNIX_NANO, FIXED64),
              field("name", Otlp.Span.Event.NAME, STRING),
              messages("attributes", Otlp.Span.Event.ATTRIBUTES, KEY_VALUE),
              field("droppedAttributesCount", Otlp.Span.Event.DROPPED_ATTRIBUTES_COUNT, UINT32));
  private static final JsonMessage LINK =
      new JsonMessage("Link")
          .define(
              field("traceId", Otlp.Span.Link.TRACE_ID, TRACE_ID),
              field("spanId", Otlp.Span.Link.SPAN_ID, SPAN_ID),
              field("traceState", Otlp.Span.Link.TRACE_STATE, STRING),
              messages("attributes", Otlp.Span.Link.ATTRIBUTES, KEY_VALUE),
              field("droppedAttributesCount", Otlp.Span.Link.DROPPED_ATTRIBUTES_COUNT, UINT32),
              field("flags", Otlp.Span.Link.FLAGS, FIXED32));
  private static final JsonMessage STATUS =
      new JsonMessage("Status")
          .define(
              field("message", Otlp.Status.MESSAGE, STRING),
              enumeration("code", Otlp.Status.CODE, STATUS_CODES));
  private static final JsonMessage SPAN =
      new JsonMessage("Span")
          .define(
              field("traceId", Otlp.Span.TRACE_ID, TRACE_ID),
              field("spanId", Otlp.Span.SPAN_ID, SPAN_ID),
              field("traceState", Otlp.Span.TRACE_STATE, STRING),
              field("parentSpanId", Otlp.Span.PARENT_SPAN_ID, SPAN_ID),
              field("name", Otlp.Span.NAME, STRING),
              enumeration("kind", Otlp.Span.KIND, SPAN_KINDS),
              field("startTimeUnixNano", Otlp.Span.START_TIME_UNIX_NANO, FIXED64),
              field("endTimeUnixNano", Otlp.Span.END_TIME_UNIX_NANO, FIXED64),
              messages("attributes", Otlp.Span.ATTRIBUTES, KEY_VALUE),
              field("droppedAttributesCount", Otlp.Span.DROPPED_ATTRIBUTES_COUNT, UINT32),
              messages("events", Otlp.Span.EVENTS, EVENT),
              field("droppedEventsCount", Otlp.Span.DROPPED_EVENTS_COUNT, UINT32),
              messages("links", Otlp.Span.LINKS, LINK),
              field("droppedLinksCount", Otlp.Span.DROPPED_LINKS_COUNT, UINT32),
              message("status", Otlp.Span.STATUS, STATUS),
              field("flags", Otlp.Span.FLAGS, FIXED32));
  private static final JsonMessage SCOPE_SPANS =
      new JsonMessage("ScopeSpans")
          .define(
              message("scope", Otlp.ScopeSpans.SCOPE, SCOPE),
              message("instrumentationLibrary", Otlp.ScopeSpans.SCOPE, SCOPE).legacy(),
              messages("spans", Otlp.ScopeSpans.SPANS, SPAN),
              field("schemaUrl", Otlp.ScopeSpans.SCHEMA_URL, STRING));
  private static final JsonMessage RESOURCE_SPANS =
      new JsonMessage("ResourceSpans")
          .define(
              message("resource", Otlp.ResourceSpans.RESOURCE, RESOURCE),
              messages("scopeSpans", Otlp.ResourceSpans.SCOPE_SPANS, SCOPE_SPANS),
              messages("instrumentationLibrarySpans", Otlp.ResourceSpans.SCOPE_SPANS, SCOPE_SPANS)
                  .legacy(),
              field("schemaUrl", Otlp.ResourceSpans.SCHEMA_URL, STRING));
  private static final JsonMessage TRACES =
      new JsonMessage("ExportTraceServiceRequest")
          .define(
              messages(
                  "resourceSpans", Otlp.ExportTraceServiceRequest.RESOURCE_SPANS, RESOURCE_SPANS));

  // Metrics.

  private static final JsonMessage EXEMPLAR =
      new JsonMessage("Exemplar")
          .define(
              field("timeUnixNano", Otlp.Exemplar.TIME_UNIX_NANO, FIXED64),
              field("asDouble", Otlp.Exemplar.AS_DOUBLE, DOUBLE).oneof(),
              field("spanId", Otlp.Exemplar.SPAN_ID, SPAN_ID),
              field("traceId", Otlp.Exemplar.TRACE_ID, TRACE_ID),
              field("asInt", Otlp.Exemplar.AS_INT, SFIXED64).oneof(),
              messages("filteredAttributes", Otlp.Exemplar.FILTERED_ATTRIBUTES, KEY_VALUE));
  private static final JsonMessage NUMBER_POINT =
      new JsonMessage("NumberDataPoint")
          .define(
              field("startTimeUnixNano", Otlp.NumberDataPoint.START_TIME_UNIX_NANO, FIXED64),
              field("timeUnixNano", Otlp.NumberDataPoint.TIME_UNIX_NANO, FIXED64),
              field("asDouble", Otlp.NumberDataPoint.AS_DOUBLE, DOUBLE).oneof(),
              messages("exemplars", Otlp.NumberDataPoint.EXEMPLARS, EXEMPLAR),
              field("asInt", Otlp.NumberDataPoint.AS_INT, SFIXED64).oneof(),
              messages("attributes", Otlp.NumberDataPoint.ATTRIBUTES, KEY_VALUE),
              field("flags", Otlp.NumberDataPoint.FLAGS, UINT32));
  private static final JsonMessage HISTOGRAM_POINT =
      new JsonMessage("HistogramDataPoint")
          .define(
              field("startTimeUnixNano", Otlp.HistogramDataPoint.START_TIME_UNIX_NANO, FIXED64),
              field("timeUnixNano", Otlp.HistogramDataPoint.TIME_UNIX_NANO, FIXED64),
              field("count", Otlp.HistogramDataPoint.COUNT, FIXED64),
              field("sum", Otlp.HistogramDataPoint.SUM, DOUBLE).optional(),
              list("bucketCounts", Otlp.HistogramDataPoint.BUCKET_COUNTS, FIXED64),
              list("explicitBounds", Otlp.HistogramDataPoint.EXPLICIT_BOUNDS, DOUBLE),
              messages("exemplars", Otlp.HistogramDataPoint.EXEMPLARS, EXEMPLAR),
              messages("attributes", Otlp.HistogramDataPoint.ATTRIBUTES, KEY_VALUE),
              field("flags", Otlp.HistogramDataPoint.FLAGS, UINT32),
              field("min", Otlp.HistogramDataPoint.MIN, DOUBLE).optional(),
              field("max", Otlp.HistogramDataPoint.MAX, DOUBLE).optional());
  private static final JsonMessage BUCKETS =
      new JsonMessage("Buckets")
          .define(
              field("offset", Otlp.ExponentialHistogramDataPoint.Buckets.OFFSET, SINT32),
              list(
                  "bucketCounts",
                  Otlp.ExponentialHistogramDataPoint.Buckets.BUCKET_COUNTS,
                  UINT64));
  private static final JsonMessage EXPONENTIAL_POINT =
      new JsonMessage("ExponentialHistogramDataPoint")
          .define(
              messages("attributes", Otlp.ExponentialHistogramDataPoint.ATTRIBUTES, KEY_VALUE),
              field(
                  "startTimeUnixNano",
                  Otlp.ExponentialHistogramDataPoint.START_TIME_UNIX_NANO,
                  FIXED64),
              field("timeUnixNano", Otlp.ExponentialHistogramDataPoint.TIME_UNIX_NANO, FIXED64),
              field("count", Otlp.ExponentialHistogramDataPoint.COUNT, FIXED64),
              field("sum", Otlp.ExponentialHistogramDataPoint.SUM, DOUBLE).optional(),
              field("scale", Otlp.ExponentialHistogramDataPoint.SCALE, SINT32),
              field("zeroCount", Otlp.ExponentialHistogramDataPoint.ZERO_COUNT, FIXED64),
              message("positive", Otlp.ExponentialHistogramDataPoint.POSITIVE, BUCKETS),
              message("negative", Otlp.ExponentialHistogramDataPoint.NEGATIVE, BUCKETS),
              field("flags", Otlp.ExponentialHistogramDataPoint.FLAGS, UINT32),
              messages("exemplars", Otlp.ExponentialHistogramDataPoint.EXEMPLARS, EXEMPLAR),
              field("min", Otlp.ExponentialHistogramDataPoint.MIN, DOUBLE).optional(),
              field("max", Otlp.ExponentialHistogramDataPoint.MAX, DOUBLE).optional(),
              field("zeroThreshold", Otlp.ExponentialHistogramDataPoint.ZERO_THRESHOLD, DOUBLE));
  private static final JsonMessage VALUE_AT_QUANTILE =
      new JsonMessage("ValueAtQuantile")
          .define(
              field("quantile", Otlp.SummaryDataPoint.ValueAtQuantile.QUANTILE, DOUBLE),
              field("value", Otlp.SummaryDataPoint.ValueAtQuantile.VALUE, DOUBLE));
  private static final JsonMessage SUMMARY_POINT =
      new JsonMessage("SummaryDataPoint")
          .define(
              field("startTimeUnixNano", Otlp.SummaryDataPoint.START_TIME_UNIX_NANO, FIXED64),
              field("timeUnixNano", Otlp.SummaryDataPoint.TIME_UNIX_NANO, FIXED64),
              field("count", Otlp.SummaryDataPoint.COUNT, FIXED64),
              field("sum", Otlp.SummaryDataPoint.SUM, DOUBLE),
              messages("quantileValues", Otlp.SummaryDataPoint.QUANTILE_VALUES, VALUE_AT_QUANTILE),
              messages("attributes", Otlp.SummaryDataPoint.ATTRIBUTES, KEY_VALUE),
              field("flags", Otlp.SummaryDataPoint.FLAGS, UINT32));
  private static final JsonMessage GAUGE =
      new JsonMessage("Gauge").define(messages("dataPoints", Otlp.Gauge.DATA_POINTS, NUMBER_POINT));
  private static final JsonMessage SUM =
      new JsonMessage("Sum")
          .define(
              messages("dataPoints", Otlp.Sum.DATA_POINTS, NUMBER_POINT),
              enumeration(
                  "aggregationTemporality", Otlp.Sum.AGGREGATION_TEMPORALITY, TEMPORALITIES),
              field("isMonotonic", Otlp.Sum.IS_MONOTONIC, BOOL));
  private static final JsonMessage HISTOGRAM =
      new JsonMessage("Histogram")
          .define(
              messages("dataPoints", Otlp.Histogram.DATA_POINTS, HISTOGRAM_POINT),
              enumeration(
                  "aggregationTemporality", Otlp.Histogram.AGGREGATION_TEMPORALITY, TEMPORALITIES));
  private static final JsonMessage EXPONENTIAL_HISTOGRAM =
      new JsonMessage("ExponentialHistogram")
          .define(
              messages("dataPoints", Otlp.ExponentialHistogram.DATA_POINTS, EXPONENTIAL_POINT),
              enumeration(
                  "aggregationTemporality",
                  Otlp.ExponentialHistogram.AGGREGATION_TEMPORALITY,
                  TEMPORALITIES));
  private static final JsonMessage SUMMARY =
      new JsonMessage("Summary")
          .define(messages("dataPoints", Otlp.Summary.DATA_POINTS, SUMMARY_POINT));
  private static final JsonMessage METRIC =
      new JsonMessage("Metric")
          .define(
              field("name", Otlp.Metric.NAME, STRING),
              field("description", Otlp.Metric.DESCRIPTION, STRING),
              field("unit", Otlp.Metric.UNIT, STRING),
              message("gauge", Otlp.Metric.GAUGE, GAUGE).oneof(),
              message("sum", Otlp.Metric.SUM, SUM).oneof(),
              message("histogram", Otlp.Metric.HISTOGRAM, HISTOGRAM).oneof(),
              message(
                      "exponentialHistogram",
                      Otlp.Metric.EXPONENTIAL_HISTOGRAM,
                      EXPONENTIAL_HISTOGRAM)
                  .oneof(),
              message("summary", Otlp.Metric.SUMMARY, SUMMARY).oneof(),
              messages("metadata", Otlp.Metric.METADATA, KEY_VALUE));
  private static final JsonMessage SCOPE_METRICS =
      new JsonMessage("ScopeMetrics")
          .define(
              message("scope", Otlp.ScopeMetrics.SCOPE, SCOPE),
              message("instrumentationLibrary", Otlp.ScopeMetrics.SCOPE, SCOPE).legacy(),
              messages("metrics", Otlp.ScopeMetrics.METRICS, METRIC),
              field("schemaUrl", Otlp.ScopeMetrics.SCHEMA_URL, STRING));
  private static final JsonMessage RESOURCE_METRICS =
      new JsonMessage("ResourceMetrics")
          .define(
              message("resource", Otlp.ResourceMetrics.RESOURCE, RESOURCE),
              messages("scopeMetrics", Otlp.ResourceMetrics.SCOPE_METRICS, SCOPE_METRICS),
              messages(
                      "instrumentationLibraryMetrics",
                      Otlp.ResourceMetrics.SCOPE_METRICS,
                      SCOPE_METRICS)
                  .legacy(),
              field("schemaUrl", Otlp.ResourceMetrics.SCHEMA_URL, STRING));
  private static final JsonMessage METRICS =
      new JsonMessage("ExportMetricsServiceRequest")
          .define(
              messages(
                  "resourceMetrics",
                  Otlp.ExportMetricsServiceRequest.RESOURCE_METRICS,
                  RESOURCE_METRICS));

  // Logs.

  private static final JsonMessage LOG_RECORD =
      new JsonMessage("LogRecord")
          .define(
              field("timeUnixNano", Otlp.LogRecord.TIME_UNIX_NANO, FIXED64),
              enumeration("severityNumber", Otlp.LogRecord.SEVERITY_NUMBER, SEVERITIES),
              field("severityText", Otlp.LogRecord.SEVERITY_TEXT, STRING),
              message("body", Otlp.LogRecord.BODY, ANY_VALUE),
              messages("attributes", Otlp.LogRecord.ATTRIBUTES, KEY_VALUE),
              field("droppedAttributesCount", Otlp.LogRecord.DROPPED_ATTRIBUTES_COUNT, UINT32),
              field("flags", Otlp.LogRecord.FLAGS, FIXED32),
              field("traceId", Otlp.LogRecord.TRACE_ID, TRACE_ID),
              field("spanId", Otlp.LogRecord.SPAN_ID, SPAN_ID),
              field("observedTimeUnixNano", Otlp.LogRecord.OBSERVED_TIME_UNIX_NANO, FIXED64),
              field("eventName", Otlp.LogRecord.EVENT_NAME, STRING));
  private static final JsonMessage SCOPE_LOGS =
      new JsonMessage("ScopeLogs")
          .define(
              message("scope", Otlp.ScopeLogs.SCOPE, SCOPE),
              message("instrumentationLibrary", Otlp.ScopeLogs.SCOPE, SCOPE).legacy(),
              messages("logRecords", Otlp.ScopeLogs.LOG_RECORDS, LOG_RECORD),
              field("schemaUrl", Otlp.ScopeLogs.SCHEMA_URL, STRING));
  private static final JsonMessage RESOURCE_LOGS =
      new JsonMessage("ResourceLogs")
          .define(
              message("resource", Otlp.ResourceLogs.RESOURCE, RESOURCE),
              messages("scopeLogs", Otlp.ResourceLogs.SCOPE_LOGS, SCOPE_LOGS),
              messages("instrumentationLibraryLogs", Otlp.ResourceLogs.SCOPE_LOGS, SCOPE_LOGS)
                  .legacy(),
              field("schemaUrl", Otlp.ResourceLogs.SCHEMA_URL, STRING));
  private static final JsonMessage LOGS =
      new JsonMessage("ExportLogsServiceRequest")
          .define(
              messages("resourceLogs", Otlp.ExportLogsServiceRequest.RESOURCE_LOGS, RESOURCE_LOGS));

  // Answers.

  private static final JsonMessage TRACES_ANSWER = answer("Trace", "rejectedSpans");
  private static final JsonMessage METRICS_ANSWER = answer("Metrics", "rejectedDataPoints");
  private static final JsonMessage LOGS_ANSWER = answer("Logs", "rejectedLogRecords");

  /** google.rpc.Status, without the details, whose form is another for each kind. */
  static final JsonMessage RPC_STATUS =
      new JsonMessage("Status")
          .define(
              field("code", Rpc.Status.CODE, INT64), field("message", Rpc.Status.MESSAGE, STRING));

  private JsonSchema() {}

  /** The export request of that signal. */
  static JsonMessage request(Signal signal) {
    return switch (signal) {
      case TRACES -> TRACES;
      case METRICS -> METRICS;
      case LOGS -> LOGS;
    };
  }

  /** The export response of that signal. */
  static JsonMessage response(Signal signal) {
    return switch (signal) {
      case TRACES -> TRACES_ANSWER;
      case METRICS -> METRICS_ANSWER;
      case LOGS -> LOGS_ANSWER;
    };
  }

  /** The three responses have the same numbers. */
  private static JsonMessage answer(String service, String rejected) {
    JsonMessage partialSuccess =
        new JsonMessage("Export" + service + "PartialSuccess")
            .define(
                field(rejected, Otlp.ExportTracePartialSuccess.REJECTED_SPANS, INT64),
                field("errorMessage", Otlp.ExportTracePartialSuccess.ERROR_MESSAGE, STRING));
    return new JsonMessage("Export" + service + "ServiceResponse")
        .define(
            message(
                "partialSuccess", Otlp.ExportTraceServiceResponse.PARTIAL_SUCCESS, partialSuccess));
  }

  private static JsonField field(String name, int number, JsonKind kind) {
    return new JsonField(name, number, kind, false, null, NO_NAMES);
  }

  private static JsonField list(String name, int number, JsonKind kind) {
    return new JsonField(name, number, kind, true, null, NO_NAMES);
  }

  private static JsonField enumeration(String name, int number, Map<String, Integer> names) {
    return new JsonField(name, number, ENUM, false, null, names);
  }

  private static JsonField message(String name, int number, JsonMessage child) {
    return new JsonField(name, number, MESSAGE, false, child, NO_NAMES);
  }

  private static JsonField messages(String name, int number, JsonMessage child) {
    return new JsonField(name, number, MESSAGE, true, child, NO_NAMES);
  }

  private static Map<String, Integer> names(String prefix, String... values) {
    Map<String, Integer> names = new HashMap<>();
    for (int i = 0; i < values.length; i++) names.put(prefix + values[i], i);
    return Map.copyOf(names);
  }

  private static Map<String, Integer> severities() {
    Map<String, Integer> names = new HashMap<>();
    names.put("SEVERITY_NUMBER_UNSPECIFIED", 0);
    int number = 1;
    for (String level : List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")) {
      for (String step : List.of("", "2", "3", "4")) {
        names.put("SEVERITY_NUMBER_" + level + step, number++);
      }
    }
    return Map.copyOf(names);
  }
}
