package dev.sluice.otlp;

import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.WireType;
import java.util.Arrays;

/**
 * What the scan does with each field of each OTLP message: one byte per message type and one-byte
 * tag. Fields that are not here, and known fields of an unexpected wire type, have the rule of
 * their wire type: they are framed and passed on. A test holds every entry against the generated
 * descriptors.
 */
final class Schema {
  // Rules. Below 8 the rule is the wire type itself.
  static final int STRING = 8;

  /** 16 bytes, or none. */
  static final int TRACE_ID = 9;

  /** 8 bytes, or none. */
  static final int SPAN_ID = 10;

  static final int PACKED_FIXED64 = 11;
  static final int PACKED_VARINT = 12;

  /** This, plus the type of a message to descend into. */
  static final int MESSAGE = 16;

  /** Fields beyond have tags of two bytes, and no rules. */
  static final int MAX_FIELD = 15;

  // Message types.
  static final int KEY_VALUE = 0;
  static final int ANY_VALUE = 1;
  static final int ARRAY_VALUE = 2;
  static final int KEY_VALUE_LIST = 3;
  static final int ENTITY_REF = 4;
  static final int SCOPE = 5;
  static final int RESOURCE_SPANS = 6;
  static final int RESOURCE_METRICS = 7;
  static final int RESOURCE_LOGS = 8;
  static final int SCOPE_SPANS = 9;
  static final int SCOPE_METRICS = 10;
  static final int SCOPE_LOGS = 11;
  static final int EVENT = 12;
  static final int LINK = 13;
  static final int STATUS = 14;
  static final int BUCKETS = 15;
  static final int VALUE_AT_QUANTILE = 16;
  static final int EXEMPLAR = 17;

  /** From here on the scan takes note of a message, besides descending into it. */
  static final int FIRST_NOTED = 18;

  static final int RESOURCE = 18;
  static final int METRIC = 19;

  // The alternatives of a metric's data.
  static final int GAUGE = 20;
  static final int SUM = 21;
  static final int HISTOGRAM = 22;
  static final int EXPONENTIAL_HISTOGRAM = 23;
  static final int SUMMARY = 24;

  /** From here on a message is an item. */
  static final int FIRST_ITEM = 25;

  static final int SPAN = 25;
  static final int LOG_RECORD = 26;
  static final int NUMBER_POINT = 27;
  static final int HISTOGRAM_POINT = 28;
  static final int EXPONENTIAL_POINT = 29;
  static final int SUMMARY_POINT = 30;

  static final int TYPES = 31;

  /** The schema's names, by message type. */
  private static final String[] NAMES = new String[TYPES];

  /** {@code RULES[type << 7 | tag]}. */
  static final byte[] RULES = new byte[TYPES << 7];

  static {
    for (int i = 0; i < RULES.length; i++) RULES[i] = (byte) (i & 7);

    define(KEY_VALUE, "KeyValue").string(Otlp.KeyValue.KEY).message(Otlp.KeyValue.VALUE, ANY_VALUE);
    define(ANY_VALUE, "AnyValue")
        .string(Otlp.AnyValue.STRING_VALUE)
        .message(Otlp.AnyValue.ARRAY_VALUE, ARRAY_VALUE)
        .message(Otlp.AnyValue.KVLIST_VALUE, KEY_VALUE_LIST);
    define(ARRAY_VALUE, "ArrayValue").message(Otlp.ArrayValue.VALUES, ANY_VALUE);
    define(KEY_VALUE_LIST, "KeyValueList").message(Otlp.KeyValueList.VALUES, KEY_VALUE);
    define(ENTITY_REF, "EntityRef")
        .string(Otlp.EntityRef.SCHEMA_URL)
        .string(Otlp.EntityRef.TYPE)
        .string(Otlp.EntityRef.ID_KEYS)
        .string(Otlp.EntityRef.DESCRIPTION_KEYS);
    define(SCOPE, "InstrumentationScope")
        .string(Otlp.InstrumentationScope.NAME)
        .string(Otlp.InstrumentationScope.VERSION)
        .message(Otlp.InstrumentationScope.ATTRIBUTES, KEY_VALUE);
    define(RESOURCE, "Resource")
        .message(Otlp.Resource.ATTRIBUTES, KEY_VALUE)
        .message(Otlp.Resource.ENTITY_REFS, ENTITY_REF);

    define(RESOURCE_SPANS, "ResourceSpans")
        .message(Otlp.ResourceSpans.RESOURCE, RESOURCE)
        .message(Otlp.ResourceSpans.SCOPE_SPANS, SCOPE_SPANS)
        .string(Otlp.ResourceSpans.SCHEMA_URL);
    define(SCOPE_SPANS, "ScopeSpans")
        .message(Otlp.ScopeSpans.SCOPE, SCOPE)
        .message(Otlp.ScopeSpans.SPANS, SPAN)
        .string(Otlp.ScopeSpans.SCHEMA_URL);
    define(SPAN, "Span")
        .rule(Otlp.Span.TRACE_ID, TRACE_ID)
        .rule(Otlp.Span.SPAN_ID, SPAN_ID)
        .string(Otlp.Span.TRACE_STATE)
        .rule(Otlp.Span.PARENT_SPAN_ID, SPAN_ID)
        .string(Otlp.Span.NAME)
        .message(Otlp.Span.ATTRIBUTES, KEY_VALUE)
        .message(Otlp.Span.EVENTS, EVENT)
        .message(Otlp.Span.LINKS, LINK)
        .message(Otlp.Span.STATUS, STATUS);
    define(EVENT, "Event")
        .string(Otlp.Span.Event.NAME)
        .message(Otlp.Span.Event.ATTRIBUTES, KEY_VALUE);
    define(LINK, "Link")
        .rule(Otlp.Span.Link.TRACE_ID, TRACE_ID)
        .rule(Otlp.Span.Link.SPAN_ID, SPAN_ID)
        .string(Otlp.Span.Link.TRACE_STATE)
        .message(Otlp.Span.Link.ATTRIBUTES, KEY_VALUE);
    define(STATUS, "Status").string(Otlp.Status.MESSAGE);

    define(RESOURCE_LOGS, "ResourceLogs")
        .message(Otlp.ResourceLogs.RESOURCE, RESOURCE)
        .message(Otlp.ResourceLogs.SCOPE_LOGS, SCOPE_LOGS)
        .string(Otlp.ResourceLogs.SCHEMA_URL);
    define(SCOPE_LOGS, "ScopeLogs")
        .message(Otlp.ScopeLogs.SCOPE, SCOPE)
        .message(Otlp.ScopeLogs.LOG_RECORDS, LOG_RECORD)
        .string(Otlp.ScopeLogs.SCHEMA_URL);
    define(LOG_RECORD, "LogRecord")
        .string(Otlp.LogRecord.SEVERITY_TEXT)
        .message(Otlp.LogRecord.BODY, ANY_VALUE)
        .message(Otlp.LogRecord.ATTRIBUTES, KEY_VALUE)
        .rule(Otlp.LogRecord.TRACE_ID, TRACE_ID)
        .rule(Otlp.LogRecord.SPAN_ID, SPAN_ID)
        .string(Otlp.LogRecord.EVENT_NAME);

    define(RESOURCE_METRICS, "ResourceMetrics")
        .message(Otlp.ResourceMetrics.RESOURCE, RESOURCE)
        .message(Otlp.ResourceMetrics.SCOPE_METRICS, SCOPE_METRICS)
        .string(Otlp.ResourceMetrics.SCHEMA_URL);
    define(SCOPE_METRICS, "ScopeMetrics")
        .message(Otlp.ScopeMetrics.SCOPE, SCOPE)
        .message(Otlp.ScopeMetrics.METRICS, METRIC)
        .string(Otlp.ScopeMetrics.SCHEMA_URL);
    define(METRIC, "Metric")
        .string(Otlp.Metric.NAME)
        .string(Otlp.Metric.DESCRIPTION)
        .string(Otlp.Metric.UNIT)
        .message(Otlp.Metric.GAUGE, GAUGE)
        .message(Otlp.Metric.SUM, SUM)
        .message(Otlp.Metric.HISTOGRAM, HISTOGRAM)
        .message(Otlp.Metric.EXPONENTIAL_HISTOGRAM, EXPONENTIAL_HISTOGRAM)
        .message(Otlp.Metric.SUMMARY, SUMMARY)
        .message(Otlp.Metric.METADATA, KEY_VALUE);
    define(GAUGE, "Gauge").message(Otlp.Gauge.DATA_POINTS, NUMBER_POINT);
    define(SUM, "Sum").message(Otlp.Sum.DATA_POINTS, NUMBER_POINT);
    define(HISTOGRAM, "Histogram").message(Otlp.Histogram.DATA_POINTS, HISTOGRAM_POINT);
    define(EXPONENTIAL_HISTOGRAM, "ExponentialHistogram")
        .message(Otlp.ExponentialHistogram.DATA_POINTS, EXPONENTIAL_POINT);
    define(SUMMARY, "Summary").message(Otlp.Summary.DATA_POINTS, SUMMARY_POINT);
    define(NUMBER_POINT, "NumberDataPoint")
        .message(Otlp.NumberDataPoint.EXEMPLARS, EXEMPLAR)
        .message(Otlp.NumberDataPoint.ATTRIBUTES, KEY_VALUE);
    define(HISTOGRAM_POINT, "HistogramDataPoint")
        .rule(Otlp.HistogramDataPoint.BUCKET_COUNTS, PACKED_FIXED64)
        .rule(Otlp.HistogramDataPoint.EXPLICIT_BOUNDS, PACKED_FIXED64)
        .message(Otlp.HistogramDataPoint.EXEMPLARS, EXEMPLAR)
        .message(Otlp.HistogramDataPoint.ATTRIBUTES, KEY_VALUE);
    define(EXPONENTIAL_POINT, "ExponentialHistogramDataPoint")
        .message(Otlp.ExponentialHistogramDataPoint.ATTRIBUTES, KEY_VALUE)
        .message(Otlp.ExponentialHistogramDataPoint.POSITIVE, BUCKETS)
        .message(Otlp.ExponentialHistogramDataPoint.NEGATIVE, BUCKETS)
        .message(Otlp.ExponentialHistogramDataPoint.EXEMPLARS, EXEMPLAR);
    define(BUCKETS, "Buckets")
        .rule(Otlp.ExponentialHistogramDataPoint.Buckets.BUCKET_COUNTS, PACKED_VARINT);
    define(SUMMARY_POINT, "SummaryDataPoint")
        .message(Otlp.SummaryDataPoint.QUANTILE_VALUES, VALUE_AT_QUANTILE)
        .message(Otlp.SummaryDataPoint.ATTRIBUTES, KEY_VALUE);
    define(VALUE_AT_QUANTILE, "ValueAtQuantile");
    define(EXEMPLAR, "Exemplar")
        .rule(Otlp.Exemplar.SPAN_ID, SPAN_ID)
        .rule(Otlp.Exemplar.TRACE_ID, TRACE_ID)
        .message(Otlp.Exemplar.FILTERED_ATTRIBUTES, KEY_VALUE);

    if (Arrays.asList(NAMES).contains(null)) throw new AssertionError("a type is not defined");
  }

  private Schema() {}

  /** The type of an export request's entries. */
  static int groupType(Signal signal) {
    return switch (signal) {
      case TRACES -> RESOURCE_SPANS;
      case METRICS -> RESOURCE_METRICS;
      case LOGS -> RESOURCE_LOGS;
    };
  }

  static String name(int type) {
    return NAMES[type];
  }

  /** The type of message in a cursor's present field; -1 if there is none. */
  static int child(int type, ProtoCursor field) {
    if (field.field() > MAX_FIELD) return -1;
    int rule = RULES[type << 7 | field.field() << 3 | field.wireType()];
    return rule >= MESSAGE ? rule - MESSAGE : -1;
  }

  private static Definition define(int type, String name) {
    NAMES[type] = name;
    return new Definition(type);
  }

  /** Sets the rules of one type's length-delimited fields. */
  private record Definition(int type) {
    Definition rule(int field, int rule) {
      RULES[type << 7 | field << 3 | WireType.LEN] = (byte) rule;
      return this;
    }

    Definition string(int field) {
      return rule(field, STRING);
    }

    Definition message(int field, int childType) {
      return rule(field, MESSAGE + childType);
    }
  }
}
