package dev.sluice.receiver.prometheus.page;

import dev.sluice.receiver.prometheus.page.PrometheusProto.MetricFamily;
import dev.sluice.receiver.prometheus.page.PrometheusProto.MetricType;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.MalformedException;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.Utf8;
import dev.sluice.wire.WireType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads one {@code MetricFamily} after the other, field by field. What a family says of itself is
 * told before its metrics, and what it says only behind them (as the unit is, in the usual order)
 * as soon as it is read.
 */
final class FamilyReader {
  private static final byte[] NONE = ByteSlice.EMPTY.array();

  private final PageVisitor visitor;
  private final MetricReader metrics;
  private final MetadataLine line = new MetadataLine();
  private byte[] name = NONE;
  private byte[] help = NONE;
  private byte[] unit = NONE;
  private int typeNumber;
  private @Nullable FamilyType told;
  private long place;

  FamilyReader(PageVisitor visitor, NativeHistograms natives) {
    this.visitor = visitor;
    this.metrics = new MetricReader(visitor, natives);
    line.isEscaped = false;
  }

  /** A family begins at that byte of the page. */
  void begin(long at) {
    place = at;
    name = NONE;
    help = NONE;
    unit = NONE;
    typeNumber = MetricType.COUNTER;
    told = null;
  }

  /** Takes a field that is no metric. */
  void header(ProtoCursor field) throws PageException {
    switch (field.field()) {
      case MetricFamily.NAME -> name = changed(field, name, "name");
      case MetricFamily.HELP -> help = bytes(field);
      case MetricFamily.UNIT -> unit = bytes(field);
      case MetricFamily.TYPE -> {
        int type = (int) Wire.varint(field);
        if (told != null && type != typeNumber) throw tooLate(field, "type");
        typeNumber = type;
      }
      default -> {} // a metric, or a later version's
    }
    if (told == null) return;
    if (field.field() == MetricFamily.HELP) tellHelp();
    if (field.field() == MetricFamily.UNIT) tellUnit();
  }

  private byte[] changed(ProtoCursor field, byte[] before, String what) {
    byte[] now = bytes(field);
    if (told != null && !Arrays.equals(now, before)) throw tooLate(field, what);
    return now;
  }

  private static MalformedException tooLate(ProtoCursor field, String what) {
    return MalformedException.at(
        field.fieldStart(),
        "the %s of a family of more than %d bytes stands behind its metrics"
            .formatted(what, PageParser.MAX_ENTRY_BYTES));
  }

  private static byte[] bytes(ProtoCursor field) {
    Wire.require(field, WireType.LEN);
    return Arrays.copyOfRange(field.array(), field.valueStart(), field.valueEnd());
  }

  void metric(ProtoCursor field) throws PageException {
    FamilyType type = told;
    if (type == null) {
      type = tell(field);
      told = type;
    }
    metrics.read(field, name, type, place);
  }

  /** Once, at the first metric: a family without any says nothing. */
  private FamilyType tell(ProtoCursor field) throws PageException {
    if (name.length == 0) {
      throw MalformedException.at(field.fieldStart(), "a metric has no name");
    }
    check(name, field, "the name of a metric");
    FamilyType type = type(field);
    line.byteNumber = place;
    line.type = type;
    line.array = name;
    line.nameFrom = 0;
    line.nameTo = name.length;
    line.textFrom = name.length;
    line.textTo = name.length;
    visitor.type(line);
    tellHelp();
    if (unit.length > 0) tellUnit();
    return type;
  }

  private void tellHelp() throws PageException {
    if (!Utf8.isValid(help, 0, help.length)) {
      throw PageException.atByte(place, "the help text is not valid UTF-8");
    }
    setText(help);
    visitor.help(line);
  }

  private void tellUnit() throws PageException {
    setText(unit);
    visitor.unit(line);
  }

  private void setText(byte[] text) {
    line.array = Arrays.copyOf(name, name.length + text.length);
    System.arraycopy(text, 0, line.array, name.length, text.length);
    line.textTo = line.array.length;
  }

  private static void check(byte[] text, ProtoCursor field, String what) {
    if (Utf8.isValid(text, 0, text.length)) return;
    throw MalformedException.at(field.fieldStart(), what + " is not valid UTF-8");
  }

  private FamilyType type(ProtoCursor field) {
    return switch (typeNumber) {
      case MetricType.COUNTER -> FamilyType.COUNTER;
      case MetricType.GAUGE -> FamilyType.GAUGE;
      case MetricType.SUMMARY -> FamilyType.SUMMARY;
      case MetricType.UNTYPED -> FamilyType.UNKNOWN;
      case MetricType.HISTOGRAM -> FamilyType.HISTOGRAM;
      case MetricType.GAUGE_HISTOGRAM -> FamilyType.GAUGE_HISTOGRAM;
      default ->
          throw MalformedException.at(
              field.fieldStart(), "a metric's type is %d, which is none".formatted(typeNumber));
    };
  }
}
