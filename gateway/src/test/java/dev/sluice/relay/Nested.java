package dev.sluice.relay;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/** Counts messages within messages, without knowing what they are. */
final class Nested {
  private Nested() {}

  /** How many fields {@code inner} the fields {@code outer} of a message have together. */
  static int count(byte[] message, int outer, int inner) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(message);
    int count = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) != outer) {
        in.skipField(tag);
        continue;
      }
      CodedInputStream one = in.readBytes().newCodedInput();
      for (int field = one.readTag(); field != 0; field = one.readTag()) {
        if (WireFormat.getTagFieldNumber(field) == inner) count++;
        one.skipField(field);
      }
    }
    return count;
  }
}
