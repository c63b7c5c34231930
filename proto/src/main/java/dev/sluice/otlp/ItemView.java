package dev.sluice.otlp;

import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.ProtoWriter;

/**
 * One item as {@link ItemRewriter} shows it: its bytes, its attributes to be changed, and what
 * stands around it. Valid until the edit returns.
 */
public final class ItemView {
  private final AttributeMap attributes = new AttributeMap();

  private ByteSlice resource = ByteSlice.EMPTY;
  private byte[] array = {};
  private int scopeStart;
  private int scopeEnd;
  private int metricStart;
  private int metricEnd;
  private int start;
  private int end;
  private int attributesField;
  private boolean attributesRead;

  void enterGroup(ResourceGroup group) {
    resource = group.resource();
    array = group.rest().array();
    metricStart = 0;
    metricEnd = 0;
  }

  void enterScope(ProtoCursor scope) {
    scopeStart = scope.valueStart();
    scopeEnd = scope.valueEnd();
  }

  void enterMetric(ProtoCursor metric) {
    metricStart = metric.valueStart();
    metricEnd = metric.valueEnd();
  }

  void enterItem(ProtoCursor item, int newAttributesField) {
    start = item.valueStart();
    end = item.valueEnd();
    attributesField = newAttributesField;
    attributesRead = false;
  }

  boolean isChanged() {
    return attributesRead && attributes.isChanged();
  }

  /** The array in which the item stands; read only. */
  public byte[] array() {
    return array;
  }

  /** Where the item's message (Span, LogRecord or data point) begins. */
  public int start() {
    return start;
  }

  public int end() {
    return end;
  }

  /** The item's message as it came. */
  public ByteSlice message() {
    return ByteSlice.of(array, start, end - start);
  }

  /** In which field of the message its attributes are. */
  public int attributesField() {
    return attributesField;
  }

  /** The item's attributes; what is done to them is what becomes of the item. */
  public AttributeMap attributes() {
    if (!attributesRead) {
      attributes.read(array, start, end, attributesField);
      attributesRead = true;
    }
    return attributes;
  }

  /** The Metric message around a data point; empty for spans and log records. */
  public ByteSlice metric() {
    return ByteSlice.of(array, metricStart, metricEnd - metricStart);
  }

  /** The InstrumentationScope message; empty if there is none. Looks for it at each call. */
  public ByteSlice scope() {
    ByteSlice found = ByteSlice.EMPTY;
    ProtoCursor scope = new ProtoCursor(array, scopeStart, scopeEnd);
    while (scope.next()) {
      if (scope.isLen(Otlp.ScopeSpans.SCOPE)) found = concat(found, scope.slice());
    }
    return found;
  }

  /** A message in parts means their concatenation. */
  private static ByteSlice concat(ByteSlice first, ByteSlice second) {
    if (first.isEmpty()) return second;
    ProtoWriter both = new ProtoWriter(first.length() + second.length());
    return ByteSlice.of(both.raw(first).raw(second).toByteArray());
  }

  /** The Resource message; empty if there is none. */
  public ByteSlice resource() {
    return resource;
  }
}
