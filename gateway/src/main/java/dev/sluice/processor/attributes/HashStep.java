package dev.sluice.processor.attributes;

import dev.sluice.data.Metadata;
import dev.sluice.otlp.AnyValueView;
import dev.sluice.otlp.AnyValues;
import dev.sluice.otlp.AttributeMap;
import dev.sluice.wire.ByteSlice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Replaces values by the SHA-256 of their bytes in lower-case hex, as the collector does: a text's
 * UTF-8, a boolean's one byte, a number's eight bytes little-endian. Empty texts and other kinds
 * become the empty text.
 */
final class HashStep implements Step {
  private static final byte[] NOTHING = {};

  private final Keys keys;

  HashStep(Keys keys) {
    this.keys = keys;
  }

  @Override
  public void apply(AttributeMap attributes, Metadata metadata) {
    keys.each(attributes, slot -> attributes.set(slot, hash(attributes.value(slot))));
  }

  private static ByteSlice hash(ByteSlice value) {
    byte[] bytes = bytes(new AnyValueView().read(value));
    return AnyValues.of(bytes.length == 0 ? "" : HexFormat.of().formatHex(sha256(bytes)));
  }

  private static byte[] bytes(AnyValueView value) {
    return switch (value.kind()) {
      case TEXT -> value.bytes().toByteArray();
      case BOOL -> new byte[] {(byte) (value.bool() ? 1 : 0)};
      case INT -> littleEndian(value.integer());
      case DOUBLE -> littleEndian(Double.doubleToRawLongBits(value.float64()));
      case EMPTY, LIST, MAP, BYTES -> NOTHING;
    };
  }

  private static byte[] littleEndian(long number) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(number).array();
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
