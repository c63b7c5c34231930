package dev.sluice.receiver.prometheus.page;

import dev.sluice.receiver.prometheus.page.PrometheusProto.Timestamp;
import dev.sluice.wire.MalformedException;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.Utf8;
import dev.sluice.wire.WireType;

/**
 * Fields of a page in protobuf. A known field of another wire type is an error, as in Prometheus.
 */
final class Wire {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final int NANOS_PER_MILLI = 1_000_000;
  private static final int MILLIS_PER_SECOND = 1000;

  private Wire() {}

  static ProtoCursor message(ProtoCursor field, ProtoCursor into) {
    require(field, WireType.LEN);
    return field.into(into);
  }

  static double float64(ProtoCursor field) {
    require(field, WireType.FIXED64);
    return field.float64();
  }

  static long varint(ProtoCursor field) {
    require(field, WireType.VARINT);
    return field.varint();
  }

  static long zigzag(ProtoCursor field) {
    require(field, WireType.VARINT);
    return field.zigzag();
  }

  /** Throws if the field is no text. */
  static void requireText(ProtoCursor field, String what) {
    require(field, WireType.LEN);
    if (!Utf8.isValid(field.array(), field.valueStart(), field.valueEnd())) {
      throw MalformedException.at(field.valueStart(), what + " is not valid UTF-8");
    }
  }

  /** Throws if a packed list ends inside a number. */
  static void requirePacked(ProtoCursor list, int wireType) {
    boolean isWhole =
        wireType == WireType.FIXED64
            ? list.valueLength() % Long.BYTES == 0
            : list.valueLength() == 0 || list.array()[list.valueEnd() - 1] >= 0;
    if (!isWhole) throw MalformedException.at(list.valueEnd(), "a list ends inside a number");
  }

  static void require(ProtoCursor field, int wireType) {
    if (field.wireType() == wireType) return;
    throw MalformedException.at(
        field.fieldStart(),
        "field %d has wire type %d instead of %d"
            .formatted(field.field(), field.wireType(), wireType));
  }

  /** An unsigned 64 bit number as the nearest double. */
  static double unsigned(long value) {
    return value >= 0 ? value : ((value >>> 1) | (value & 1)) * 2.0;
  }

  /** Nanoseconds since 1970; 0, which is no time, for what they cannot say. */
  static long nanos(ProtoCursor timestamp) {
    long seconds = 0;
    int nanos = 0;
    while (timestamp.next()) {
      if (timestamp.field() == Timestamp.SECONDS) seconds = varint(timestamp);
      if (timestamp.field() == Timestamp.NANOS) nanos = (int) varint(timestamp);
    }
    boolean fits = seconds > 0 && seconds < Long.MAX_VALUE / NANOS_PER_SECOND;
    return fits ? seconds * NANOS_PER_SECOND + nanos : 0;
  }

  /** Milliseconds since 1970; nonsense for nonsense, but never an error. */
  static long millis(ProtoCursor timestamp) {
    long millis = 0;
    while (timestamp.next()) {
      if (timestamp.field() == Timestamp.SECONDS) millis += varint(timestamp) * MILLIS_PER_SECOND;
      if (timestamp.field() == Timestamp.NANOS) millis += (int) varint(timestamp) / NANOS_PER_MILLI;
    }
    return millis;
  }
}
