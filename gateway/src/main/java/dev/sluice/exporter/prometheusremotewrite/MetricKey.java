package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.ProtoWriter;

/**
 * What decides about the names of a metric's series, as bytes: the {@link Kind}, name and unit.
 * Written as a message of its own, so that nothing runs into anything else.
 */
record MetricKey(Kind kind, String name, String unit) {
  private static final int KIND = 1;
  private static final int NAME = 2;
  private static final int UNIT = 3;

  static void write(
      ProtoWriter out,
      Kind kind,
      byte[] array,
      int nameFrom,
      int nameTo,
      int unitFrom,
      int unitTo) {
    out.varint(KIND, kind.id);
    out.bytes(NAME, array, nameFrom, nameTo - nameFrom);
    out.bytes(UNIT, array, unitFrom, unitTo - unitFrom);
  }

  static MetricKey read(byte[] key) {
    Kind kind = Kind.GAUGE;
    String name = "";
    String unit = "";
    for (var field = new ProtoCursor(key, 0, key.length); field.next(); ) {
      switch (field.field()) {
        case KIND -> kind = Kind.of(field.varint());
        case NAME -> name = field.slice().utf8();
        case UNIT -> unit = field.slice().utf8();
        default -> {}
      }
    }
    return new MetricKey(kind, name, unit);
  }
}
