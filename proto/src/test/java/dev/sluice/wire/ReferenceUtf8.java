package dev.sluice.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** What {@link Utf8} is to do, said slowly with the JDK's decoder. */
public final class ReferenceUtf8 {
  private static final int LONGEST_SEQUENCE = 4;

  private ReferenceUtf8() {}

  public static ByteString repaired(ByteString text) {
    byte[] bytes = text.toByteArray();
    for (int at = 0; at < bytes.length; ) {
      int length = sequenceLength(bytes, at);
      if (length == 0) bytes[at] = '?';
      at += Math.max(length, 1);
    }
    return ByteString.copyFrom(bytes);
  }

  /** Bytes of the one character that begins there; 0 if none does. */
  private static int sequenceLength(byte[] bytes, int at) {
    for (int length = 1; length <= LONGEST_SEQUENCE && at + length <= bytes.length; length++) {
      if (isValid(bytes, at, length)) return length;
    }
    return 0;
  }

  static boolean isValid(byte[] bytes, int from, int length) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
