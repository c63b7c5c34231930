package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.exporter.prometheusremotewrite.MetricEntry.OwnNames;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * From the attributes of a point to the series that it goes to, bytes to bytes: their labels are
 * written sorted as they will stand in the request. Nothing is remembered of a point, so that one
 * that was never seen costs what any other does. Owner: the encoder's thread.
 */
final class PointLabels {
  /** Of one point, those included that become none. SDKs stop at 128, Mimir takes 30. */
  private static final int MAX_LABELS = 512;

  /** Of a histogram or summary. */
  private static final int MAX_NUMBERS = DenseBuckets.MAX_READ;

  /** Of one series. A command line among the labels has some ten kilobytes. */
  private static final int MAX_SERIES_BYTES = 1 << 20;

  /** Of all series of one point: nobody takes more. */
  private static final long MAX_POINT_BYTES = 32L << 20;

  private final Wire wire;
  private final SeriesTable table;
  private final boolean targetInfo;
  private final LabelName nameLabel = KeyNames.own("__name__");
  private final LabelName job = KeyNames.own("job");
  private final LabelName instance = KeyNames.own("instance");
  private final OwnNames own =
      new OwnNames(nameLabel, KeyNames.own("le"), KeyNames.own("quantile"));
  private final FixedLabels fixed;
  private final AttributeReader point;
  private final Shape targetShape = new Shape(nameLabel, null, true);
  private final NameLabel targetName;
  private final LabelBase base = new LabelBase();
  private final ProtoWriter joined = new ProtoWriter(64);

  private ByteSlice resource = ByteSlice.EMPTY;
  private boolean hasResource;
  private long request;
  private @Nullable MetricEntry metric;

  /** Those that were written for the last point. */
  private @Nullable FixedRuns unsettled;

  PointLabels(Translation translation, Wire wire, SeriesTable table) {
    this.wire = wire;
    this.table = table;
    this.targetInfo = translation.targetInfo();
    var keys = new KeyNames(translation.labelNames(), translation.resourceLabels(), "");
    this.fixed = new FixedLabels(translation, keys, wire);
    this.point = new AttributeReader(keys);
    String namespace = translation.names().namespace();
    this.targetName =
        new NameLabel(namespace.isEmpty() ? "target_info" : namespace + "_target_info");
  }

  OwnNames own() {
    return own;
  }

  /** Begins the request of that number, which no other has. */
  void begin(long newRequest) {
    request = newRequest;
    unsettled = null;
    fixed.forgetRefs();
  }

  /** What follows is of this Resource message. */
  void resource(ByteSlice message) {
    if (hasResource && message.equals(resource)) return;
    resource = message;
    hasResource = true;
    fixed.resource(message.array(), message.offset(), message.end());
  }

  /** And of this InstrumentationScope message, which becomes labels. */
  void scope(Gathered message) {
    fixed.scope(message);
  }

  /** Lets go the bytes of the request. */
  void end() {
    resource = ByteSlice.EMPTY;
    hasResource = false;
    point.clear();
    fixed.clear();
  }

  /**
   * Writes what all series of a point of that metric have. Returns why it has none, or null; then
   * {@link #series} are there until the next call.
   */
  @Nullable Omission compose(MetricEntry of, Gathered attributes) {
    if (!of.hasName) return Omission.METRIC_NAME;
    return write(of, attributes, 0);
  }

  /** The same where numbers, of eight bytes each, tell the series of a point apart. */
  @Nullable Omission compose(
      MetricEntry of, Gathered attributes, byte[] numbers, int from, int length) {
    if (!of.hasName) return Omission.METRIC_NAME;
    Omission obstacle = write(of, attributes, length >>> 3);
    if (obstacle != null) return obstacle;
    NumberLabels labels = Objects.requireNonNull(of.numbers);
    labels.set(numbers, from, length);
    return labels.areSound() ? null : Omission.CONTRADICTORY;
  }

  private @Nullable Omission write(MetricEntry of, Gathered attributes, int numbers) {
    metric = of;
    point.read(attributes.array(), attributes.from(), attributes.to(), of.kind.attributesField);
    if (numbers > MAX_NUMBERS || isTooMany(point)) return Omission.TOO_LARGE;
    Shape shape = of.shape;
    shape.fit(point, fixed);
    if (shape.isImpossible()) return Omission.ATTRIBUTE_KEY;
    long seriesBytes = bytes(shape, point) + of.name.text.length;
    if (seriesBytes > MAX_SERIES_BYTES || (numbers + 4L) * seriesBytes > MAX_POINT_BYTES) {
      return Omission.TOO_LARGE;
    }
    write(shape, point, of.sum);
    return null;
  }

  /** To find out what stands where takes the square of their number. */
  private boolean isTooMany(AttributeReader attributes) {
    return attributes.size() + fixed.size() > MAX_LABELS;
  }

  /** About what the labels take in a request of remote write 1.0. */
  private long bytes(Shape shape, AttributeReader attributes) {
    long bytes = fixed.textBytes();
    bytes += shape.weight();
    for (int i = 0; i < attributes.size(); i++) bytes += attributes.length(i);
    return bytes;
  }

  private void write(Shape shape, AttributeReader attributes, NameLabel first) {
    settle();
    table.nextPoint();
    place(first);
    ProtoWriter out = table.labels();
    FixedRuns runs = shape.runs();
    boolean isFirst = !runs.standIn(request, fixed.stamp());
    if (isFirst) runs.begin(request, fixed.stamp());
    int from = out.size();
    long hash = 0;
    int size = shape.size();
    base.from = from;
    for (int i = 0; i < size; i = runs.end(i)) {
      if (i == shape.nameAt()) base.nameAt = out.size() - from;
      if (i == shape.extraAt()) base.extraAt = out.size() - from;
      if (shape.slot(i) >= 0) {
        hash += writeAttribute(shape, i, attributes, out);
        continue;
      }
      if (isFirst) {
        writeRun(shape, runs, i, out);
      } else {
        runs.copy(i, out);
      }
      hash += runs.hash(i);
    }
    base.length = out.size() - from;
    if (shape.nameAt() == size) base.nameAt = base.length;
    if (shape.extraAt() == size) base.extraAt = base.length;
    base.hash = hash;
    if (isFirst) unsettled = runs;
  }

  /** Where the point before has opened a series its labels stay, and can be copied. */
  private void settle() {
    if (unsettled != null && table.isKept(base.from + base.length)) unsettled.stand();
    unsettled = null;
  }

  private void writeRun(Shape shape, FixedRuns runs, int first, ProtoWriter out) {
    int from = out.size();
    long hash = 0;
    for (int i = first; i < runs.end(first); i++) {
      int label = ~shape.slot(i);
      wire.fixed(shape.name(i), fixed, label, out);
      hash += fixed.hash(label);
    }
    runs.add(first, from, out.size() - from, hash);
  }

  private long writeAttribute(Shape shape, int index, AttributeReader attributes, ProtoWriter out) {
    LabelName name = shape.name(index);
    int slot = shape.slot(index);
    if ((slot & Shape.JOINED) != 0) {
      join(shape, slot, attributes);
      return writeLabel(name, joined.array(), 0, joined.size(), out);
    }
    int start = attributes.start(slot);
    return writeLabel(name, attributes.array(slot), start, start + attributes.length(slot), out);
  }

  private long writeLabel(LabelName name, byte[] array, int from, int to, ProtoWriter out) {
    long hash = Hash64.of(array, from, to);
    wire.label(name, array, from, to, hash, out);
    return Hash64.label(name.hash, hash);
  }

  /** Values of several keys that become one name: {@code GET;get2}; an equal one is left out. */
  private void join(Shape shape, int slot, AttributeReader attributes) {
    joined.clear();
    for (int i = Shape.memberStart(slot); i < shape.memberEnd(slot); i++) {
      int member = shape.member(i);
      byte[] array = member >= 0 ? attributes.array(member) : fixed.array();
      int start = member >= 0 ? attributes.start(member) : fixed.start(~member);
      int length = member >= 0 ? attributes.length(member) : fixed.length(~member);
      if (joined.size() > 0) {
        if (Arrays.equals(joined.array(), 0, joined.size(), array, start, start + length)) continue;
        joined.rawByte(';');
      }
      joined.raw(array, start, length);
    }
  }

  /** The name stands among the request's labels. */
  private void place(NameLabel name) {
    if (name.request == request) return;
    ProtoWriter out = table.labels();
    name.from = out.size();
    wire.label(nameLabel, name.text, 0, name.text.length, name.textHash, out);
    name.length = out.size() - name.from;
    name.request = request;
    table.keep();
  }

  /** The series of the present point that has this name. */
  Series series(NameLabel name) {
    return series(name, false);
  }

  /** The same for native histograms. */
  Series histograms(NameLabel name) {
    return series(name, true);
  }

  private Series series(NameLabel name, boolean histograms) {
    place(name);
    long hash = Hash64.label(nameLabel.hash, name.textHash);
    return table.series(base, name.from, name.length, 0, 0, hash, histograms);
  }

  /** The series of that name and of one of the point's numbers. */
  Series series(NameLabel name, int number) {
    place(name);
    MetricEntry of = Objects.requireNonNull(metric);
    NumberLabels numbers = Objects.requireNonNull(of.numbers);
    LabelName extra = Objects.requireNonNull(of.extraName);
    if (!numbers.isIn(request, number)) {
      ProtoWriter out = table.labels();
      int from = out.size();
      byte[] text = numbers.array();
      wire.label(
          extra, text, numbers.start(number), numbers.end(number), numbers.hash(number), out);
      numbers.standsAt(request, number, from, out.size() - from);
      table.keep();
    }
    long hash =
        Hash64.label(nameLabel.hash, name.textHash)
            + Hash64.label(extra.hash, numbers.hash(number));
    return table.series(
        base, name.from, name.length, numbers.from(number), numbers.length(number), hash, false);
  }

  /** The {@code target_info} of a Resource message, or null if it has none. */
  @Nullable Series targetInfo(ByteSlice message) {
    if (!targetInfo) return null;
    resource(message);
    fixed.noScope();
    AttributeReader attributes = fixed.attributes(message);
    if (!saysMore(attributes) || isTooMany(attributes)) return null;
    targetShape.fit(attributes, fixed);
    boolean identified = !targetShape.isImpossible() && hasIdentity();
    if (!identified || bytes(targetShape, attributes) > MAX_SERIES_BYTES) return null;
    write(targetShape, attributes, targetName);
    return series(targetName);
  }

  private boolean hasIdentity() {
    return targetShape.has(job) || targetShape.has(instance);
  }

  /** Than {@code job} and {@code instance} do. */
  private static boolean saysMore(AttributeReader attributes) {
    for (int i = 0; i < attributes.size(); i++) {
      if (attributes.name(i).role == LabelName.Role.NONE) return true;
    }
    return false;
  }
}
