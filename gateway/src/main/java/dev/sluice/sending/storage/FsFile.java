package dev.sluice.sending.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file. Positions are given with every call; there is no current one. */
public interface FsFile extends Closeable {
  long size() throws IOException;

  /** Fills the buffer from {@code at}, or as far as the file goes; says how many bytes came. */
  int read(ByteBuffer target, long at) throws IOException;

  /** Writes all that remains in the buffer; a part may have been written where it throws. */
  void write(ByteBuffer source, long at) throws IOException;

  void truncate(long size) throws IOException;

  /** Returns when what was written is on the disk. After a failure nobody may trust the file. */
  void force() throws IOException;

  @Override
  void close() throws IOException;
}
