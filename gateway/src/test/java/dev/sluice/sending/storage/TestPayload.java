package dev.sluice.sending.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Random;

/** A payload that can be told from all others, and from itself with a flaw. */
record TestPayload(long id, int length, int items) implements Payload {
  static TestPayload of(long id) {
    var random = new Random(id);
    return new TestPayload(id, 8 + random.nextInt(200), 1 + random.nextInt(5));
  }

  byte[] bytes() {
    var bytes = new byte[length];
    new Random(id).nextBytes(bytes);
    ByteBuffer.wrap(bytes).putLong(id);
    return bytes;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    out.write(bytes());
  }

  /** The id of a record that was read back; throws if it is not what was written. */
  static long idOf(StoredRecord record) {
    byte[] bytes = record.payload().toByteArray();
    long id = ByteBuffer.wrap(bytes).getLong();
    TestPayload same = of(id);
    if (!java.util.Arrays.equals(bytes, same.bytes()) || record.items() != same.items()) {
      throw new AssertionError("record " + record.seq() + " came back as something else");
    }
    return id;
  }
}
