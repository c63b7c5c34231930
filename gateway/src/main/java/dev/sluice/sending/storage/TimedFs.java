package dev.sluice.sending.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Another file system, whose successful syncs are timed. */
record TimedFs(Fs fs, LongSupplier nanoClock, LongConsumer synced) implements Fs {
  @Override
  public List<String> list(Path directory) throws IOException {
    return fs.list(directory);
  }

  @Override
  public FsFile open(Path file) throws IOException {
    return new TimedFile(fs.open(file));
  }

  @Override
  public FsFile create(Path file) throws IOException {
    return new TimedFile(fs.create(file));
  }

  @Override
  public void delete(Path file) throws IOException {
    fs.delete(file);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    fs.syncDirectory(directory);
  }

  @Override
  public long usableBytes(Path directory) throws IOException {
    return fs.usableBytes(directory);
  }

  private final class TimedFile implements FsFile {
    private final FsFile file;

    TimedFile(FsFile file) {
      this.file = file;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public int read(ByteBuffer target, long at) throws IOException {
      return file.read(target, at);
    }

    @Override
    public void write(ByteBuffer source, long at) throws IOException {
      file.write(source, at);
    }

    @Override
    public void truncate(long size) throws IOException {
      file.truncate(size);
    }

    @Override
    public void force() throws IOException {
      long since = nanoClock.getAsLong();
      file.force();
      synced.accept(nanoClock.getAsLong() - since);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
