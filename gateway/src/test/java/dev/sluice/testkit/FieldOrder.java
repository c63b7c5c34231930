package dev.sluice.testkit;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.sluice.wire.ProtoWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Messages with their fields in another order than protobuf-java's. */
public final class FieldOrder {
  private FieldOrder() {}

  /** Descending field numbers in every message, as the Go collector writes them. */
  public static byte[] reversed(Message message) {
    var out = new ProtoWriter();
    write(message, out);
    return out.toByteArray();
  }

  private static void write(Message message, ProtoWriter out) {
    List<Map.Entry<FieldDescriptor, Object>> fields =
        new ArrayList<>(message.getAllFields().entrySet());
    for (int i = fields.size() - 1; i >= 0; i--) {
      FieldDescriptor field = fields.get(i).getKey();
      Object value = fields.get(i).getValue();
      if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
        byte[] alone = alone(message, field, value);
        out.raw(alone, 0, alone.length);
      } else if (field.isRepeated()) {
        for (Object child : (List<?>) value) writeChild(field, (Message) child, out);
      } else {
        writeChild(field, (Message) value, out);
      }
    }
  }

  private static void writeChild(FieldDescriptor field, Message child, ProtoWriter out) {
    int start = out.begin(field.getNumber());
    write(child, out);
    out.end(start);
  }

  /** The bytes of one field, as protobuf-java writes it. */
  private static byte[] alone(Message message, FieldDescriptor field, Object value) {
    Message only = message.newBuilderForType().setField(field, value).build();
    var bytes = new ByteArrayOutputStream();
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      only.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
