package dev.sluice.exporter.loki;

import dev.sluice.otlp.Decimals;
import dev.sluice.otlp.Otlp;
import dev.sluice.otlp.Otlp.AnyValue;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.ProtoWriter;
import org.jspecify.annotations.Nullable;

/**
 * A record as logfmt: the body's pairs, {@code traceID}, {@code spanID}, {@code severity}, {@code
 * flags}, {@code attribute_*}, {@code resource_*}, {@code instrumentation_scope_*}. Maps and lists
 * are flattened with {@code _}.
 *
 * <p>Every pair is written with a space before it; the caller leaves out the first. One thread.
 */
final class LogfmtLine {
  private static final ByteSlice MSG = ByteSlice.utf8("msg");
  private static final ByteSlice BODY = ByteSlice.utf8("body");
  private static final ByteSlice ATTRIBUTE = ByteSlice.utf8("attribute_");
  private static final ByteSlice RESOURCE = ByteSlice.utf8("resource_");
  private static final ByteSlice SCOPE_NAME = ByteSlice.utf8("instrumentation_scope_name");
  private static final ByteSlice SCOPE_VERSION = ByteSlice.utf8("instrumentation_scope_version");
  private static final ByteSlice SCOPE_ATTRIBUTE =
      ByteSlice.utf8("instrumentation_scope_attribute_");

  /**
   * A key stands before each pair of the map below it, so a short record can make a line without
   * end; Loki takes none that is longer.
   */
  private static final int MAX_LINE = 4 << 20;

  private final LogfmtFields fields = new LogfmtFields();
  private final LogfmtBody body = new LogfmtBody();
  private final Promoted nothing = new Promoted();
  private final SharedPart resource = new SharedPart();
  private final SharedPart scope = new SharedPart();
  private final Value value = new Value();

  /** The key of the pair being written, of which maps and lists are a part each. */
  private final ProtoWriter key = new ProtoWriter(64);

  /** Where what is being written must have ended. */
  private int limit;

  /**
   * False, with {@code out} half written, if there is a key in which nothing is left, or if the
   * line would be longer than {@value #MAX_LINE} bytes.
   */
  boolean append(LogRecord record, Origin origin, Promoted promoted, ProtoWriter out) {
    limit = (int) Math.min(Integer.MAX_VALUE, (long) out.size() + MAX_LINE);
    fields.begin(record);
    if (!appendBody(record, out)) return false;
    fields.appendRest(out);
    return appendAttributes(ATTRIBUTE, record.attributes(), promoted, out)
        && appendResource(origin.resource(), promoted, out)
        && appendScope(origin.scope(), out);
  }

  private boolean appendBody(LogRecord record, ProtoWriter out) {
    byte[] array = record.array();
    int from = record.bodyFrom();
    int to = record.bodyTo();
    key.clear();
    switch (value.read(array, from, to).kind()) {
      case Value.EMPTY -> {
        return true;
      }
      case AnyValue.STRING_VALUE -> {
        appendText(array, value.from(), value.to(), out);
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

  private void appendText(byte[] array, int from, int to, ProtoWriter out) {
    int before = out.size();
    if (body.append(array, from, to, out)) return;
    out.truncate(before);
    out.rawByte(' ').raw(MSG).rawByte('=');
    LogfmtText.appendString(array, from, to, out);
  }

  private boolean appendAttributes(
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

  private boolean appendResource(LokiResource owner, Promoted promoted, ProtoWriter out) {
    long removed = owner.removed(promoted);
    if (!resource.isOf(owner, removed)) {
      resource.begin(owner, removed);
      limit = MAX_LINE;
      resource.isPossible = appendAttributes(RESOURCE, owner.attributes(), promoted, resource.text);
    }
    out.raw(resource.text.array(), 0, resource.text.size());
    return resource.isPossible;
  }

  private boolean appendScope(Scope owner, ProtoWriter out) {
    if (!owner.hasName()) return true;
    if (!scope.isOf(owner, owner.reading())) {
      scope.begin(owner, owner.reading());
      limit = MAX_LINE;
      byte[] array = owner.attributes().array();
      scope.text.rawByte(' ').raw(SCOPE_NAME).rawByte('=');
      LogfmtText.appendString(array, owner.nameFrom(), owner.nameTo(), scope.text);
      if (owner.hasVersion()) {
        scope.text.rawByte(' ').raw(SCOPE_VERSION).rawByte('=');
        LogfmtText.appendString(array, owner.versionFrom(), owner.versionTo(), scope.text);
      }
      scope.isPossible = appendAttributes(SCOPE_ATTRIBUTE, owner.attributes(), nothing, scope.text);
    }
    out.raw(scope.text.array(), 0, scope.text.size());
    return scope.isPossible;
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
