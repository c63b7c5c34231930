package dev.sluice.exporter.loki;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Messages with their fields in falling order, as the Go collector writes them. */
final class Backwards {
  private Backwards() {}

  static byte[] bytes(Message message) {
    try {
      var bytes = new ByteArrayOutputStream();
      var out = CodedOutputStream.newInstance(bytes);
      var fields = new ArrayList<>(message.getAllFields().keySet());
      Collections.reverse(fields);
      for (FieldDescriptor field : fields) write(field, message.getField(field), out);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(FieldDescriptor field, Object value, CodedOutputStream out)
      throws IOException {
    List<?> values = field.isRepeated() ? (List<?>) value : List.of(value);
    for (Object one : values) {
      int number = field.getNumber();
      switch (field.getType()) {
        case MESSAGE -> out.writeBytes(number, ByteString.copyFrom(bytes((Message) one)));
        case STRING -> out.writeString(number, (String) one);
        case BYTES -> out.writeBytes(number, (ByteString) one);
        case FIXED64 -> out.writeFixed64(number, (Long) one);
        case FIXED32 -> out.writeFixed32(number, (Integer) one);
        case DOUBLE -> out.writeDouble(number, (Double) one);
        case BOOL -> out.writeBool(number, (Boolean) one);
        case INT64 -> out.writeInt64(number, (Long) one);
        case UINT32 -> out.writeUInt32(number, (Integer) one);
        case ENUM -> {
          out.writeTag(number, WireFormat.WIRETYPE_VARINT);
          out.writeInt32NoTag(
              ((com.google.protobuf.Descriptors.EnumValueDescriptor) one).getNumber());
        }
        default -> throw new AssertionError(field);
      }
    }
  }
}
