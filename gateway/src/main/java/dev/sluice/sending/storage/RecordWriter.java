package dev.sluice.sending.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * Writes records to the end of one segment after another, through one buffer: many small ones go in
 * one write, and a large one is never in memory twice. After an error nothing that was written
 * since the last {@link #flush} is to be trusted; {@link #open} begins anew.
 */
final class RecordWriter extends OutputStream {
  private static final int BUFFER_BYTES = 256 << 10;

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES + RecordHeader.BYTES);
  private final ByteBuffer head = ByteBuffer.allocate(RecordHeader.BYTES);
  private FsFile file;
  private Seal seal;

  /** Where the buffer's first byte belongs in the file. */
  private long bufferAt;

  RecordWriter(FsFile file, Seal seal, long at) {
    this.file = file;
    this.seal = seal;
    this.bufferAt = at;
    clear();
  }

  /** Leaves a place for an end mark, so that it goes in one write with the last records. */
  private void clear() {
    buffer.clear().limit(BUFFER_BYTES);
  }

  /** Goes on in that file at that place; what is in the buffer is forgotten. */
  void open(FsFile newFile, Seal newSeal, long at) {
    file = newFile;
    seal = newSeal;
    bufferAt = at;
    clear();
  }

  /** Where the next record will stand. */
  long end() {
    return bufferAt + buffer.position();
  }

  /** Appends a record; its checksum is computed on the way. */
  void append(RecordHeader header, Payload payload) throws IOException {
    if (buffer.remaining() < RecordHeader.BYTES) flush();
    long at = end();
    head.clear();
    header.put(head);
    buffer.put(head.flip());
    seal.begin();
    payload.writeTo(this);
    if (end() != at + RecordHeader.BYTES + header.length()) {
      throw new IllegalStateException(
          "a payload of %d bytes wrote %d"
              .formatted(header.length(), end() - at - RecordHeader.BYTES));
    }
    RecordHeader.putCrc(head, 0, RecordHeader.seal(seal, head, 0));
    if (at >= bufferAt) {
      RecordHeader.putCrc(buffer, (int) (at - bufferAt), head.getInt(8));
    } else {
      file.write(head.position(0).limit(RecordHeader.BYTES), at);
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    seal.add(bytes, offset, length);
    int done = 0;
    while (done < length) {
      if (!buffer.hasRemaining()) flush();
      int part = Math.min(buffer.remaining(), length - done);
      buffer.put(bytes, offset + done, part);
      done += part;
    }
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  /** Hands everything to the file; it is on the disk after the file's force. */
  @Override
  public void flush() throws IOException {
    int length = buffer.position();
    if (length == 0) return;
    buffer.flip();
    file.write(buffer, bufferAt);
    bufferAt += length;
    clear();
  }

  /** The same with an end mark behind it, which the next record is written over. */
  void flush(RecordHeader endMark) throws IOException {
    int length = buffer.position();
    buffer.limit(length + RecordHeader.BYTES);
    buffer.put(endMark.sealed(head.clear(), seal)).flip();
    file.write(buffer, bufferAt);
    bufferAt += length;
    clear();
  }
}
