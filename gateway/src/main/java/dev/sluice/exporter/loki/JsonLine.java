package dev.sluice.exporter.loki;

import dev.sluice.otlp.AnyValueText;
import dev.sluice.otlp.Decimals;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;

/**
 * A record as one JSON object. Keys with nothing to say are left out:
 *
 * <pre>
 *   {"body":..,"traceid":..,"spanid":..,"severity":..,"flags":..,"attributes":{..},
 *    "resources":{..},"instrumentation_scope":{..}}
 * </pre>
 *
 * <p>Every part is written with a comma before it; the first comma becomes the bracket. The parts
 * of resource and scope are the same for many records, so they are written once and copied. One
 * thread.
 */
final class JsonLine {
  static final ByteSlice RESOURCES = ByteSlice.utf8(",\"resources\":{");

  private static final ByteSlice BODY = ByteSlice.utf8(",\"body\":");
  private static final ByteSlice TRACE_ID = ByteSlice.utf8(",\"traceid\":\"");
  private static final ByteSlice SPAN_ID = ByteSlice.utf8(",\"spanid\":\"");
  private static final ByteSlice SEVERITY = ByteSlice.utf8(",\"severity\":");
  private static final ByteSlice FLAGS = ByteSlice.utf8(",\"flags\":");
  private static final ByteSlice ATTRIBUTES = ByteSlice.utf8(",\"attributes\":{");

  private static final ByteSlice SCOPE = ByteSlice.utf8(",\"instrumentation_scope\":{\"name\":");
  private static final ByteSlice VERSION = ByteSlice.utf8(",\"version\":");

  private final Value body = new Value();
  private final Promoted nothing = new Promoted();
  private final SharedPart resource = new SharedPart();
  private final SharedPart scope = new SharedPart();

  /** False, with {@code out} half written, if there is a NaN or an infinity in it. */
  boolean append(LogRecord record, Origin origin, Promoted promoted, ProtoWriter out) {
    int start = out.size();
    if (!appendBody(record, out)) return false;
    appendIds(record, out);
    if (record.hasSeverityText()) {
      out.raw(SEVERITY);
      AnyValueText.appendJsonString(
          record.array(), record.severityFrom(), record.severityTo(), true, out);
    }
    if (record.flags() != 0) {
      out.raw(FLAGS);
      Decimals.appendLong(Integer.toUnsignedLong(record.flags()), out);
    }
    record.attributes().sort();
    boolean isPossible =
        appendObject(ATTRIBUTES, record.attributes(), promoted, out)
            && appendResource(origin.resource(), promoted, out)
            && appendScope(origin.scope(), out);
    if (out.size() == start) out.rawByte(',');
    out.array()[start] = '{';
    out.rawByte('}');
    return isPossible;
  }

  private boolean appendBody(LogRecord record, ProtoWriter out) {
    if (body.read(record.array(), record.bodyFrom(), record.bodyTo()).is(Value.EMPTY)) return true;
    out.raw(BODY);
    return AnyValueText.appendJson(record.array(), record.bodyFrom(), record.bodyTo(), true, out);
  }

  private static void appendIds(LogRecord record, ProtoWriter out) {
    if (record.traceId() >= 0) {
      out.raw(TRACE_ID);
      TraceIds.append(record.array(), record.traceId(), TraceIds.TRACE_ID_BYTES, out);
      out.rawByte('"');
    }
    if (record.spanId() >= 0) {
      out.raw(SPAN_ID);
      TraceIds.append(record.array(), record.spanId(), TraceIds.SPAN_ID_BYTES, out);
      out.rawByte('"');
    }
  }

  private boolean appendResource(LokiResource owner, Promoted promoted, ProtoWriter out) {
    long removed = owner.removed(promoted);
    if (removed == 0) {
      out.raw(owner.json());
      return owner.isJson();
    }
    if (!resource.isOf(owner, removed)) {
      resource.begin(owner, removed);
      resource.isPossible = appendObject(RESOURCES, owner.attributes(), promoted, resource.text);
    }
    out.raw(resource.text.array(), 0, resource.text.size());
    return resource.isPossible;
  }

  private boolean appendScope(Scope owner, ProtoWriter out) {
    if (!owner.hasName()) return true;
    if (!scope.isOf(owner, owner.reading())) {
      scope.begin(owner, owner.reading());
      scope.isPossible = appendScopeObject(owner, scope.text);
    }
    out.raw(scope.text.array(), 0, scope.text.size());
    return scope.isPossible;
  }

  private boolean appendScopeObject(Scope scope, ProtoWriter out) {
    byte[] array = scope.attributes().array();
    out.raw(SCOPE);
    AnyValueText.appendJsonString(array, scope.nameFrom(), scope.nameTo(), true, out);
    if (scope.hasVersion()) {
      out.raw(VERSION);
      AnyValueText.appendJsonString(array, scope.versionFrom(), scope.versionTo(), true, out);
    }
    scope.attributes().sort();
    boolean isPossible = appendObject(ATTRIBUTES, scope.attributes(), nothing, out);
    out.rawByte('}');
    return isPossible;
  }

  /**
   * Attributes, which must be sorted, as a member of an object: {@code opening}, which ends with a
   * bracket, the members, a bracket. Nothing if all of them are promoted.
   */
  static boolean appendObject(
      ByteSlice opening, KeyValues attributes, Promoted promoted, ProtoWriter out) {
    byte[] array = attributes.array();
    int before = out.size();
    out.raw(opening);
    int first = out.size();
    for (int rank = 0; rank < attributes.distinct(); rank++) {
      int i = attributes.sorted(rank);
      if (promoted.contains(array, attributes.keyFrom(i), attributes.keyTo(i))) continue;
      if (out.size() > first) out.rawByte(',');
      AnyValueText.appendJsonString(array, attributes.keyFrom(i), attributes.keyTo(i), true, out);
      out.rawByte(':');
      if (!AnyValueText.appendJson(
          array, attributes.valueFrom(i), attributes.valueTo(i), true, out)) {
        return false;
      }
    }
    if (out.size() == first) {
      out.truncate(before);
    } else {
      out.rawByte('}');
    }
    return true;
  }
}
