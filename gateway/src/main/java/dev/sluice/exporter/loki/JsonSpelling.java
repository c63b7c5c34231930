package dev.sluice.exporter.loki;

import dev.sluice.otlp.AnyValueText;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;

/**
 * A line as one JSON object. Keys with nothing to say are left out:
 *
 * <pre>
 *   {"body":..,"traceid":..,"spanid":..,"severity":..,"flags":..,"attributes":{..},
 *    "resources":{..},"instrumentation_scope":{..}}
 * </pre>
 *
 * <p>Every part is written with a comma before it; the first comma becomes the bracket. A NaN or an
 * infinity cannot be written. One thread.
 */
final class JsonSpelling implements Spelling {
  private static final ByteSlice BODY = ByteSlice.utf8(",\"body\":");

  private static final ByteSlice TRACE_ID = ByteSlice.utf8(",\"traceid\":");
  private static final ByteSlice SPAN_ID = ByteSlice.utf8(",\"spanid\":");
  private static final ByteSlice SEVERITY = ByteSlice.utf8(",\"severity\":");
  private static final ByteSlice FLAGS = ByteSlice.utf8(",\"flags\":");
  private static final ByteSlice ATTRIBUTES = ByteSlice.utf8(",\"attributes\":{");
  private static final ByteSlice RESOURCES = ByteSlice.utf8(",\"resources\":{");
  private static final ByteSlice SCOPE = ByteSlice.utf8(",\"instrumentation_scope\":{\"name\":");
  private static final ByteSlice VERSION = ByteSlice.utf8(",\"version\":");

  private final Value body = new Value();
  private final Promoted nothing = new Promoted();
  private final RecordKeys keys = new RecordKeys();

  @Override
  public boolean appendBody(LogRecord record, ProtoWriter out) {
    if (body.read(record.array(), record.bodyFrom(), record.bodyTo()).is(Value.EMPTY)) return true;
    out.raw(BODY);
    return AnyValueText.appendJson(record.array(), record.bodyFrom(), record.bodyTo(), true, out);
  }

  @Override
  public boolean isInBody(Field field) {
    return false;
  }

  @Override
  public void appendOpening(Field field, ProtoWriter out) {
    out.raw(
        switch (field) {
          case TRACE_ID -> TRACE_ID;
          case SPAN_ID -> SPAN_ID;
          case SEVERITY -> SEVERITY;
          case FLAGS -> FLAGS;
        });
  }

  @Override
  public void appendId(byte[] array, int from, int length, ProtoWriter out) {
    out.rawByte('"');
    TraceIds.append(array, from, length, out);
    out.rawByte('"');
  }

  @Override
  public void appendText(byte[] array, int from, int to, ProtoWriter out) {
    AnyValueText.appendJsonString(array, from, to, true, out);
  }

  @Override
  public boolean appendAttributes(KeyValues attributes, Promoted promoted, ProtoWriter out) {
    keys.fit(attributes, promoted);
    if (keys.size() == 0) return true;
    byte[] array = attributes.array();
    out.raw(ATTRIBUTES);
    for (int rank = 0; rank < keys.size(); rank++) {
      keys.append(rank, out);
      int i = keys.index(rank);
      if (!AnyValueText.appendJson(
          array, attributes.valueFrom(i), attributes.valueTo(i), true, out)) {
        return false;
      }
    }
    out.rawByte('}');
    return true;
  }

  /** The resource has its part ready for records that remove nothing else. */
  @Override
  public boolean appendResource(
      LokiResource resource, long removed, Promoted promoted, ProtoWriter out) {
    if (removed != 0) return appendResource(resource.attributes(), promoted, out);
    out.raw(resource.json());
    return resource.isJson();
  }

  static boolean appendResource(KeyValues attributes, Promoted promoted, ProtoWriter out) {
    return appendObject(RESOURCES, attributes, promoted, out);
  }

  @Override
  public boolean appendScope(Scope scope, ProtoWriter out) {
    byte[] array = scope.array();
    out.raw(SCOPE);
    appendText(array, scope.nameFrom(), scope.nameTo(), out);
    if (scope.hasVersion()) {
      out.raw(VERSION);
      appendText(array, scope.versionFrom(), scope.versionTo(), out);
    }
    scope.attributes().sort();
    boolean isPossible = appendObject(ATTRIBUTES, scope.attributes(), nothing, out);
    out.rawByte('}');
    return isPossible;
  }

  @Override
  public void appendEnd(ProtoWriter out) {
    out.rawByte('}');
  }

  @Override
  public void finish(ProtoWriter out, int start) {
    // A record without anything is an end alone, which has no comma to become the bracket.
    if (out.size() - start == 1) out.rawByte('}');
    out.array()[start] = '{';
  }

  /**
   * Attributes, which must be sorted, as a member of an object: {@code opening}, which ends with a
   * bracket, the members, a bracket. Nothing if all of them are promoted.
   */
  private static boolean appendObject(
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
