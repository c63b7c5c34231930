package dev.sluice.relay;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.WireFormat;
import dev.sluice.otlp.Signal;
import dev.sluice.otlp.fixture.Oracle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What is to become of a request that may be damaged. The generated classes decide, but that texts
 * that are not UTF-8 are repaired, and ids of a wrong length refused.
 */
final class Judgement {
  private static final int LONGEST_CHARACTER = 4;

  private Judgement() {}

  /** The request that is to arrive; null: it is to be refused. */
  static @Nullable Message of(Signal signal, byte[] request) {
    byte[] repaired = request.clone();
    try {
      Descriptor type = Oracle.parse(signal, new byte[0]).getDescriptorForType();
      repair(type, repaired, 0, repaired.length);
      return Oracle.parse(signal, repaired);
    } catch (IOException refused) {
      return null;
    }
  }

  /**
   * Whether the generated classes take it when they read byte by byte. Their fast reading lets
   * numbers pass that never end.
   */
  static boolean isTaken(Signal signal, byte[] request) throws IOException {
    Message.Builder message = Oracle.parse(signal, new byte[0]).newBuilderForType();
    CodedInputStream slow = CodedInputStream.newInstance(new ByteArrayInputStream(request), 1);
    try {
      message.mergeFrom(slow);
      slow.checkLastTagWas(0);
      return true;
    } catch (InvalidProtocolBufferException refused) {
      return false;
    }
  }

  /** Repairs the texts of a message where they stand; refuses ids of a wrong length. */
  private static void repair(Descriptor type, byte[] bytes, int from, int to) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(bytes, from, to - from);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
      boolean isLengthDelimited =
          WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
      if (field == null || !isLengthDelimited) {
        in.skipField(tag);
        continue;
      }
      int length = in.readRawVarint32();
      int at = from + in.getTotalBytesRead();
      in.skipRawBytes(length);
      switch (field.getType()) {
        case MESSAGE -> repair(field.getMessageType(), bytes, at, at + length);
        case STRING -> repairText(bytes, at, at + length);
        case BYTES -> checkId(field.getName(), length);
        default -> {}
      }
    }
  }

  private static void checkId(String name, int length) throws IOException {
    if (length == 0) return;
    if (name.endsWith("trace_id") && length != 16) throw new IOException(name);
    if (name.endsWith("span_id") && length != 8) throw new IOException(name);
  }

  /** Every byte that belongs to no character becomes a question mark. */
  private static void repairText(byte[] bytes, int from, int to) {
    for (int at = from; at < to; ) {
      int length = bytes[at] >= 0 ? 1 : characterAt(bytes, at, to);
      if (length == 0) bytes[at] = '?';
      at += Math.max(1, length);
    }
  }

  private static int characterAt(byte[] bytes, int at, int to) {
    for (int length = 2; length <= LONGEST_CHARACTER && at + length <= to; length++) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, length));
        return length;
      } catch (CharacterCodingException ignored) {
        // Perhaps it is longer.
      }
    }
    return 0;
  }
}
