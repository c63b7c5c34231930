package dev.sluice.bench.faults;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/** Walks the fields of a message of which no generated class is at hand. */
final class Fields {
  interface Reader {
    /** Reads the field's value, or skips it with {@code in.skipField(tag)}. */
    void read(int field, int tag, CodedInputStream in) throws IOException;
  }

  private Fields() {}

  static void each(byte[] message, Reader reader) throws IOException {
    each(CodedInputStream.newInstance(message), reader);
  }

  /** Reads one after the other. */
  interface Messages {
    void read(byte[] message) throws IOException;
  }

  /** The messages that stand in this field; all others are passed over. */
  static void eachIn(byte[] message, int wanted, Messages reader) throws IOException {
    each(
        message,
        (field, tag, in) -> {
          if (field == wanted) {
            reader.read(in.readByteArray());
          } else {
            in.skipField(tag);
          }
        });
  }

  /** Of the message that begins here, behind its length. */
  static void within(CodedInputStream in, Reader reader) throws IOException {
    int limit = in.pushLimit(in.readRawVarint32());
    each(in, reader);
    in.popLimit(limit);
  }

  private static void each(CodedInputStream in, Reader reader) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      reader.read(WireFormat.getTagFieldNumber(tag), tag, in);
    }
  }
}
