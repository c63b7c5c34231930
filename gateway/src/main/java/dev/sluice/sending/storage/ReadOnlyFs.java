package dev.sluice.sending.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file system on which nothing happens: files are opened for reading, what would be written is
 * dropped, and what would be made is empty. With it a log is understood by the code that recovers
 * it, and stays as it is to the last byte. Closes what it opened.
 */
final class ReadOnlyFs implements Fs, AutoCloseable {
  private final Fs disk = new DiskFs();
  private final List<FileChannel> opened = new ArrayList<>();

  @Override
  public List<String> list(Path directory) throws IOException {
    return disk.list(directory);
  }

  @Override
  public FsFile open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    opened.add(channel);
    return new Unchanging(new DiskFs.ChannelFile(channel));
  }

  @Override
  public FsFile create(Path file) {
    return new Unchanging(null);
  }

  @Override
  public void delete(Path file) {}

  @Override
  public void rename(Path from, Path to) {}

  @Override
  public void syncDirectory(Path directory) {}

  @Override
  public long usableBytes(Path directory) {
    return Long.MAX_VALUE;
  }

  @Override
  public void close() throws IOException {
    for (FileChannel channel : opened) channel.close();
  }

  /** Null: a file that was to be made. */
  private record Unchanging(@Nullable FsFile file) implements FsFile {
    @Override
    public long size() throws IOException {
      return file == null ? 0 : file.size();
    }

    @Override
    public int read(ByteBuffer target, long at) throws IOException {
      return file == null ? 0 : file.read(target, at);
    }

    @Override
    public void write(ByteBuffer source, long at) {
      source.position(source.limit());
    }

    @Override
    public void truncate(long size) {}

    @Override
    public void force() {}

    @Override
    public void close() throws IOException {
      if (file != null) file.close();
    }
  }
}
