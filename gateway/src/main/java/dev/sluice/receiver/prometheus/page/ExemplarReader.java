package dev.sluice.receiver.prometheus.page;

import dev.sluice.receiver.prometheus.page.PrometheusProto.Exemplar;
import dev.sluice.receiver.prometheus.page.PrometheusProto.LabelPair;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.WireType;

/** Reads {@code Exemplar} messages, and the pairs that labels are. */
final class ExemplarReader {
  private final ProtoCursor label = new ProtoCursor();
  private final ProtoCursor time = new ProtoCursor();
  private final ExemplarRanges scratch = new ExemplarRanges();
  private byte[] array = {};

  /** All messages that are read from now on stand in {@code page}. */
  void begin(byte[] page) {
    array = page;
  }

  byte[] array() {
    return array;
  }

  void read(ProtoCursor message, ExemplarRanges into) {
    into.begin(array, false);
    while (message.next()) {
      switch (message.field()) {
        case Exemplar.LABEL -> readLabel(Wire.message(message, label), into.labels);
        case Exemplar.VALUE -> into.value = Wire.float64(message);
        case Exemplar.TIMESTAMP -> {
          into.hasTimestamp = true;
          into.timestampMillis = Wire.millis(Wire.message(message, time));
        }
        default -> {} // a later version's
      }
    }
  }

  /** Throws if the message is none. */
  void check(ProtoCursor message) {
    read(message, scratch);
  }

  private static void readLabel(ProtoCursor pair, LabelRanges into) {
    int nameFrom = 0;
    int nameTo = 0;
    int valueFrom = 0;
    int valueTo = 0;
    while (pair.next()) {
      if (pair.field() == LabelPair.NAME) {
        Wire.require(pair, WireType.LEN);
        nameFrom = pair.valueStart();
        nameTo = pair.valueEnd();
      } else if (pair.field() == LabelPair.VALUE) {
        Wire.require(pair, WireType.LEN);
        valueFrom = pair.valueStart();
        valueTo = pair.valueEnd();
      }
    }
    into.add(nameFrom, nameTo, valueFrom, valueTo);
  }
}
