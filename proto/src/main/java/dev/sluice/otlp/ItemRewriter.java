package dev.sluice.otlp;

import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.ProtoWriter;
import dev.sluice.wire.WireType;

/**
 * Shows every span, log record or data point of a group to an edit, and writes the group anew with
 * the items that were changed. What was not changed is copied in long runs; a group of which
 * nothing was changed comes back as it is. Not for several threads; keeps its buffers from one
 * group to the next.
 */
public final class ItemRewriter {

  /** Looks at one item, and changes its attributes or leaves them. */
  @FunctionalInterface
  public interface Edit {
    /** {@code item} is valid during this call only. */
    void edit(ItemView item);
  }

  private static final int SCOPES = Otlp.ResourceSpans.SCOPE_SPANS;
  private static final int CHILDREN = Otlp.ScopeSpans.SPANS;

  /** A scope, a metric and its data stand around a data point. */
  private static final int MAX_DEPTH = 3;

  /** A larger buffer is not kept. */
  private static final int MAX_KEPT_BYTES = 1 << 20;

  private final ItemView item = new ItemView();
  private final ProtoCursor rest = new ProtoCursor();
  private final ProtoCursor scope = new ProtoCursor();
  private final ProtoCursor metric = new ProtoCursor();
  private final ProtoCursor data = new ProtoCursor();

  private ProtoWriter out = new ProtoWriter();
  private byte[] array = {};

  /** How far the input has been written out; what follows is as yet unchanged. */
  private int written;

  // The messages around the present item: their fields, and those that were begun in the output.
  private final int[] fieldNumber = new int[MAX_DEPTH];
  private final int[] fieldStart = new int[MAX_DEPTH];
  private final int[] valueStart = new int[MAX_DEPTH];
  private final int[] valueEnd = new int[MAX_DEPTH];
  private final int[] begun = new int[MAX_DEPTH];
  private int depth;
  private int depthBegun;

  /** The group with its items as {@code edit} left them. */
  public ResourceGroup rewrite(Signal signal, ResourceGroup group, Edit edit) {
    ByteSlice input = group.rest();
    array = input.array();
    written = input.offset();
    depth = 0;
    depthBegun = 0;
    out.clear();
    item.enterGroup(group);
    rest.reset(input);
    while (rest.next()) {
      if (rest.isLen(SCOPES)) scope(signal, edit);
    }
    if (out.size() == 0) return group;
    copyTo(input.end());
    ByteSlice output = ByteSlice.of(out.toByteArray());
    if (out.array().length > MAX_KEPT_BYTES) out = new ProtoWriter();
    return group.withRest(output, group.items());
  }

  private void scope(Signal signal, Edit edit) {
    enter(rest);
    item.enterScope(rest);
    rest.into(scope);
    while (scope.next()) {
      if (!scope.isLen(CHILDREN)) continue;
      switch (signal) {
        case TRACES -> item(scope, Otlp.Span.ATTRIBUTES, edit);
        case LOGS -> item(scope, Otlp.LogRecord.ATTRIBUTES, edit);
        case METRICS -> metric(edit);
      }
    }
    leave();
  }

  private void metric(Edit edit) {
    enter(scope);
    item.enterMetric(scope);
    scope.into(metric);
    while (metric.next()) {
      if (!MetricData.isData(metric)) continue;
      int attributes = pointAttributes(metric.field());
      enter(metric);
      metric.into(data);
      while (data.next()) {
        if (data.isLen(MetricData.POINTS)) item(data, attributes, edit);
      }
      leave();
    }
    leave();
  }

  private static int pointAttributes(int dataField) {
    return switch (dataField) {
      case Otlp.Metric.HISTOGRAM -> Otlp.HistogramDataPoint.ATTRIBUTES;
      case Otlp.Metric.EXPONENTIAL_HISTOGRAM -> Otlp.ExponentialHistogramDataPoint.ATTRIBUTES;
      case Otlp.Metric.SUMMARY -> Otlp.SummaryDataPoint.ATTRIBUTES;
      default -> Otlp.NumberDataPoint.ATTRIBUTES;
    };
  }

  private void item(ProtoCursor field, int attributesField, Edit edit) {
    item.enterItem(field, attributesField);
    edit.edit(item);
    if (!item.isChanged()) return;
    for (; depthBegun < depth; depthBegun++) {
      copyTo(fieldStart[depthBegun]);
      begun[depthBegun] = out.begin(fieldNumber[depthBegun]);
      written = valueStart[depthBegun];
    }
    copyTo(field.fieldStart());
    AttributeMap attributes = item.attributes();
    int size = attributes.sizeInBytes();
    out.tag(field.field(), WireType.LEN).rawVarint(size);
    int start = out.size();
    attributes.writeTo(out);
    if (out.size() - start != size) throw new AssertionError("an item was measured wrongly");
    written = field.valueEnd();
  }

  private void enter(ProtoCursor field) {
    fieldNumber[depth] = field.field();
    fieldStart[depth] = field.fieldStart();
    valueStart[depth] = field.valueStart();
    valueEnd[depth] = field.valueEnd();
    depth++;
  }

  private void leave() {
    depth--;
    if (depthBegun <= depth) return;
    copyTo(valueEnd[depth]);
    out.end(begun[depth]);
    depthBegun = depth;
  }

  private void copyTo(int end) {
    out.raw(array, written, end - written);
    written = end;
  }
}
