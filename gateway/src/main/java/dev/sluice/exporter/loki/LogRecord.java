package dev.sluice.exporter.loki;

import static dev.sluice.otlp.Otlp.LogRecord.ATTRIBUTES;
import static dev.sluice.otlp.Otlp.LogRecord.BODY;
import static dev.sluice.otlp.Otlp.LogRecord.FLAGS;
import static dev.sluice.otlp.Otlp.LogRecord.OBSERVED_TIME_UNIX_NANO;
import static dev.sluice.otlp.Otlp.LogRecord.SEVERITY_NUMBER;
import static dev.sluice.otlp.Otlp.LogRecord.SEVERITY_TEXT;
import static dev.sluice.otlp.Otlp.LogRecord.SPAN_ID;
import static dev.sluice.otlp.Otlp.LogRecord.TIME_UNIX_NANO;
import static dev.sluice.otlp.Otlp.LogRecord.TRACE_ID;

import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoCursor;

/**
 * One log record as places in its array; fields in any order. Read again for every record,
 * allocates only to grow. One thread.
 */
final class LogRecord {
  private static final byte FIRST_OF_SPECIAL = 'l';

  private final ProtoCursor cursor = new ProtoCursor();
  private final KeyValues attributes = new KeyValues();

  private byte[] array = ByteSlice.EMPTY.array();
  private long timeUnixNano;
  private long observedTimeUnixNano;
  private int severityNumber;
  private int flags;
  private int severityFrom;
  private int severityTo;
  private int bodyFrom;
  private int bodyTo;
  private int traceId;
  private int spanId;

  // Attributes that mean something to us: their index, or -1.
  private int level;
  private int resourceLabels;
  private int attributeLabels;
  private int format;
  private int tenant;

  /** Reads the LogRecord message that stands there; the scan has checked it. */
  void read(byte[] newArray, int from, int to) {
    clear(newArray);
    for (cursor.reset(newArray, from, to); cursor.next(); ) {
      switch (cursor.field()) {
        case TIME_UNIX_NANO -> {
          if (cursor.isFixed64(TIME_UNIX_NANO)) timeUnixNano = cursor.fixed64();
        }
        case OBSERVED_TIME_UNIX_NANO -> {
          if (cursor.isFixed64(OBSERVED_TIME_UNIX_NANO)) observedTimeUnixNano = cursor.fixed64();
        }
        case SEVERITY_NUMBER -> {
          if (cursor.isVarint(SEVERITY_NUMBER)) severityNumber = (int) cursor.varint();
        }
        case FLAGS -> {
          if (cursor.isFixed32(FLAGS)) flags = cursor.fixed32();
        }
        case SEVERITY_TEXT -> {
          if (cursor.isLen(SEVERITY_TEXT)) {
            severityFrom = cursor.valueStart();
            severityTo = cursor.valueEnd();
          }
        }
        case BODY -> {
          if (cursor.isLen(BODY)) {
            bodyFrom = cursor.valueStart();
            bodyTo = cursor.valueEnd();
          }
        }
        case TRACE_ID -> {
          if (cursor.isLen(TRACE_ID)) traceId = idAt(TraceIds.TRACE_ID_BYTES);
        }
        case SPAN_ID -> {
          if (cursor.isLen(SPAN_ID)) spanId = idAt(TraceIds.SPAN_ID_BYTES);
        }
        case ATTRIBUTES -> {
          if (cursor.isLen(ATTRIBUTES)) addAttribute();
        }
        default -> {}
      }
    }
  }

  private void clear(byte[] newArray) {
    array = newArray;
    attributes.reset(newArray);
    timeUnixNano = 0;
    observedTimeUnixNano = 0;
    severityNumber = 0;
    flags = 0;
    severityFrom = 0;
    severityTo = 0;
    bodyFrom = 0;
    bodyTo = 0;
    traceId = -1;
    spanId = -1;
    level = -1;
    resourceLabels = -1;
    attributeLabels = -1;
    format = -1;
    tenant = -1;
  }

  /** Where the id begins; -1 for none and for one of zeros only, which means none. */
  private int idAt(int length) {
    int from = cursor.valueStart();
    boolean isId = cursor.valueLength() == length && !TraceIds.isZero(cursor.array(), from, length);
    return isId ? from : -1;
  }

  private void addAttribute() {
    int index = attributes.add(cursor.valueStart(), cursor.valueEnd());
    int keyFrom = attributes.keyFrom(index);
    if (keyFrom == attributes.keyTo(index) || array[keyFrom] != FIRST_OF_SPECIAL) return;
    if (level < 0 && attributes.isKey(index, Levels.LABEL.raw())) {
      level = index;
    } else if (resourceLabels < 0 && attributes.isKey(index, Hints.RESOURCE_LABELS)) {
      resourceLabels = index;
    } else if (attributeLabels < 0 && attributes.isKey(index, Hints.ATTRIBUTE_LABELS)) {
      attributeLabels = index;
    } else if (format < 0 && attributes.isKey(index, Hints.FORMAT)) {
      format = index;
    } else if (tenant < 0 && attributes.isKey(index, Hints.TENANT)) {
      tenant = index;
    }
  }

  byte[] array() {
    return array;
  }

  KeyValues attributes() {
    return attributes;
  }

  /** When it happened, else when it was seen, else 0. Nanoseconds since 1970. */
  long time() {
    return timeUnixNano != 0 ? timeUnixNano : observedTimeUnixNano;
  }

  int severityNumber() {
    return severityNumber;
  }

  /** Unsigned. */
  int flags() {
    return flags;
  }

  boolean hasSeverityText() {
    return severityFrom < severityTo;
  }

  int severityFrom() {
    return severityFrom;
  }

  int severityTo() {
    return severityTo;
  }

  /** The body's AnyValue; an absent one is empty. */
  int bodyFrom() {
    return bodyFrom;
  }

  int bodyTo() {
    return bodyTo;
  }

  /** Where the 16 bytes of the trace id begin, or -1. */
  int traceId() {
    return traceId;
  }

  /** Where the 8 bytes of the span id begin, or -1. */
  int spanId() {
    return spanId;
  }

  /** In nanoseconds since 1970, or 0. */
  long observedTime() {
    return observedTimeUnixNano;
  }

  boolean hasLevel() {
    return level >= 0;
  }

  boolean hasLabelHints() {
    return resourceLabels >= 0 || attributeLabels >= 0;
  }

  /** The index of the hint among the attributes, or -1; so with the others. */
  int resourceLabels() {
    return resourceLabels;
  }

  int attributeLabels() {
    return attributeLabels;
  }

  int format() {
    return format;
  }

  int tenant() {
    return tenant;
  }

  int level() {
    return level;
  }
}
