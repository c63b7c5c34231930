package dev.sluice.otlp;

import dev.sluice.wire.WireType;

/** How a field's value stands in protobuf and in OTLP/JSON. */
enum JsonKind {
  STRING(WireType.LEN),
  BYTES(WireType.LEN),
  /** 16 bytes or none; hex digits in JSON, unlike other bytes. */
  TRACE_ID(WireType.LEN),
  /** 8 bytes or none. */
  SPAN_ID(WireType.LEN),
  MESSAGE(WireType.LEN),
  BOOL(WireType.VARINT),
  ENUM(WireType.VARINT),
  INT64(WireType.VARINT),
  UINT64(WireType.VARINT),
  UINT32(WireType.VARINT),
  /** Zigzag: {@code sint32}. */
  SINT32(WireType.VARINT),
  FIXED32(WireType.FIXED32),
  FIXED64(WireType.FIXED64),
  SFIXED64(WireType.FIXED64),
  DOUBLE(WireType.FIXED64);

  private final int wireType;

  JsonKind(int wireType) {
    this.wireType = wireType;
  }

  int wireType() {
    return wireType;
  }

  /** Whether a list of these is one field of values, one after the other. */
  boolean isPacked() {
    return wireType != WireType.LEN;
  }

  /** Whether null stands for a value that is not there; of a number it is a mistake. */
  boolean isNullable() {
    return wireType == WireType.LEN;
  }
}
