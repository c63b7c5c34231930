package dev.sluice.exporter.loki;

import dev.sluice.otlp.Decimals;
import dev.sluice.otlp.Otlp;
import dev.sluice.otlp.Otlp.AnyValue;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.ProtoWriter;
import org.jspecify.annotations.Nullable;

/**
 * A line as logfmt: the body's pairs, {@code traceID}, {@code spanID}, {@code severity}, {@code
 * flags}, {@code attribute_*}, {@code resource_*}, {@code instrumentation_scope_*}. Maps and lists
 * are flattened with {@code _}.
 *
 * <p>Every pair is written with a space before it; the caller leaves out the first. There is no
 * line where nothing is left of a key, or which would be longer than {@value #MAX_LINE} bytes. One
 * thread.
 */
final class LogfmtSpelling implements Spelling {
  private static final ByteSlice MSG = ByteSlice.utf8("msg");
  private static final ByteSlice BODY = ByteSlice.utf8("body");
  private static final ByteSlice ATTRIBUTE = ByteSlice.utf8("attribute_");
  private static final ByteSlice RESOURCE = ByteSlice.utf8("resource_");
  private static final ByteSlice SCOPE_NAME = ByteSlice.utf8(" instrumentation_scope_name=");
  private static final ByteSlice SCOPE_VERSION = ByteSlice.utf8(" instrumentation_scope_version=");
  private static final ByteSlice SCOPE_ATTRIBUTE =
      ByteSlice.utf8("instrumentation_scope_attribute_");

  /**
   * A key stands before each pair of the map below it, so a short record can make a line without
   * end; Loki takes none that is longer.
   */
  private static final int MAX_LINE = 4 << 20;

  private final LogfmtFields fields = new LogfmtFields(this);
  private final LogfmtBody body = new LogfmtBody();
  private final Promoted nothing = new Promoted();
  private final Value value = new Value();

  /** The key of the pair being written, of which maps and lists are a part each. */
  private final ProtoWriter key = new ProtoWriter(64);

  /** Where what is being written must have ended. */
  private int limit;

  @Override
  public boolean appendBody(LogRecord record, ProtoWriter out) {
    limitTo(out);
    fields.begin(record);
    byte[] array = record.array();
    int from = record.bodyFrom();
    int to = record.bodyTo();
    key.clear();
    switch (value.read(array, from, to).kind()) {
      case Value.EMPTY -> {
        return true;
      }
      case AnyValue.STRING_VALUE -> {
        appendMessage(array, value.from(), value.to(), out);
        return true;
      }
      case AnyValue.KVLIST_VALUE -> {
        return appendPairs(array, from, to, fields, out);
      }
      case AnyValue.ARRAY_VALUE -> key.raw(BODY);
      default -> key.raw(MSG);
    }
    return appendPairs(array, from, to, null, out);
  }

  private void limitTo(ProtoWriter out) {
    limit = (int) Math.min(Integer.MAX_VALUE, (long) out.size() + MAX_LINE);
  }

  private void appendMessage(byte[] array, int from, int to, ProtoWriter out) {
    int before = out.size();
    if (body.append(array, from, to, out)) return;
    out.truncate(before);
    out.rawByte(' ').raw(MSG).rawByte('=');
    LogfmtText.appendString(array, from, to, out);
  }

  @Override
  public boolean isInBody(Field field) {
    return fields.isWritten(field);
  }

  @Override
  public void appendOpening(Field field, ProtoWriter out) {
    out.rawByte(' ').raw(LogfmtFields.name(field)).rawByte('=');
  }

  @Override
  public void appendId(byte[] array, int from, int length, ProtoWriter out) {
    TraceIds.append(array, from, length, out);
  }

  @Override
  public void appendText(byte[] array, int from, int to, ProtoWriter out) {
    LogfmtText.appendString(array, from, to, out);
  }

  @Override
  public boolean appendAttributes(KeyValues attributes, Promoted promoted, ProtoWriter out) {
    return appendAll(ATTRIBUTE, attributes, promoted, out);
  }

  @Override
  public boolean appendResource(
      LokiResource resource, long removed, Promoted promoted, ProtoWriter out) {
    limitTo(out);
    return appendAll(RESOURCE, resource.attributes(), promoted, out);
  }

  @Override
  public boolean appendScope(Scope scope, ProtoWriter out) {
    limitTo(out);
    byte[] array = scope.array();
    out.raw(SCOPE_NAME);
    appendText(array, scope.nameFrom(), scope.nameTo(), out);
    if (scope.hasVersion()) {
      out.raw(SCOPE_VERSION);
      appendText(array, scope.versionFrom(), scope.versionTo(), out);
    }
    return appendAll(SCOPE_ATTRIBUTE, scope.attributes(), nothing, out);
  }

  @Override
  public void appendEnd(ProtoWriter out) {
    // A line of logfmt just ends.
  }

  @Override
  public void finish(ProtoWriter out, int start) {
    // The space in front is left out by the request.
  }

  private boolean appendAll(
      ByteSlice prefix, KeyValues attributes, Promoted promoted, ProtoWriter out) {
    byte[] array = attributes.array();
    for (int i = 0; i < attributes.count(); i++) {
      int keyFrom = attributes.keyFrom(i);
      int keyTo = attributes.keyTo(i);
      if (promoted.contains(array, keyFrom, keyTo)) continue;
      key.clear();
      key.raw(prefix).raw(array, keyFrom, keyTo - keyFrom);
      if (!appendPairs(array, attributes.valueFrom(i), attributes.valueTo(i), null, out)) {
        return false;
      }
    }
    return true;
  }

  /** Appends the AnyValue there under {@link #key}; what is inside it under longer keys. */
  private boolean appendPairs(
      byte[] array, int from, int to, @Nullable LogfmtFields instead, ProtoWriter out) {
    value.read(array, from, to);
    return switch (value.kind()) {
      case Value.EMPTY -> true;
      case AnyValue.KVLIST_VALUE -> appendMap(array, value.from(), value.to(), instead, out);
      case AnyValue.ARRAY_VALUE -> appendList(array, value.from(), value.to(), out);
      default -> (instead != null && instead.replaces(key, out)) || appendPair(array, out);
    };
  }

  private boolean appendMap(
      byte[] array, int from, int to, @Nullable LogfmtFields instead, ProtoWriter out) {
    var entries = new KeyValues();
    entries.reset(array);
    for (ProtoCursor map = new ProtoCursor(array, from, to); map.next(); ) {
      if (map.isLen(Otlp.KeyValueList.VALUES)) entries.add(map.valueStart(), map.valueEnd());
    }
    int parent = key.size();
    for (int i = 0; i < entries.count(); i++) {
      if (parent > 0) key.rawByte('_');
      key.raw(array, entries.keyFrom(i), entries.keyTo(i) - entries.keyFrom(i));
      if (!appendPairs(array, entries.valueFrom(i), entries.valueTo(i), instead, out)) return false;
      key.truncate(parent);
    }
    return true;
  }

  private boolean appendList(byte[] array, int from, int to, ProtoWriter out) {
    int parent = key.size();
    int index = 0;
    for (ProtoCursor list = new ProtoCursor(array, from, to); list.next(); ) {
      if (!list.isLen(Otlp.ArrayValue.VALUES)) continue;
      if (parent > 0) key.rawByte('_');
      Decimals.appendLong(index++, key);
      if (!appendPairs(array, list.valueStart(), list.valueEnd(), null, out)) return false;
      key.truncate(parent);
    }
    return true;
  }

  /** Appends what {@link #value} holds; false if nothing of the key is left, or no room. */
  private boolean appendPair(byte[] array, ProtoWriter out) {
    if (out.size() > limit) return false;
    out.rawByte(' ');
    int before = out.size();
    LogfmtText.appendKey(key.array(), 0, key.size(), out);
    if (out.size() == before) return false;
    out.rawByte('=');
    switch (value.kind()) {
      case AnyValue.STRING_VALUE -> LogfmtText.appendString(array, value.from(), value.to(), out);
      case AnyValue.BYTES_VALUE -> LogfmtText.appendBytes(array, value.from(), value.to(), out);
      case AnyValue.BOOL_VALUE -> out.rawAscii(value.bool() ? "true" : "false");
      case AnyValue.INT_VALUE -> Decimals.appendLong(value.integer(), out);
      default -> LogfmtText.appendDouble(value.real(), out);
    }
    return true;
  }
}
