package dev.sluice.sending.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** Another file system, but for its syncs, of which a subclass says what becomes. */
abstract class ForwardingFs implements Fs {
  private final Fs fs;

  ForwardingFs(Fs fs) {
    this.fs = fs;
  }

  /** In place of {@code real.force()}. */
  abstract void force(Path path, FsFile real) throws IOException;

  @Override
  public List<String> list(Path directory) throws IOException {
    return fs.list(directory);
  }

  @Override
  public FsFile open(Path file) throws IOException {
    return new Handle(file, fs.open(file));
  }

  @Override
  public FsFile create(Path file) throws IOException {
    return new Handle(file, fs.create(file));
  }

  @Override
  public void delete(Path file) throws IOException {
    fs.delete(file);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    fs.rename(from, to);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    fs.syncDirectory(directory);
  }

  @Override
  public long usableBytes(Path directory) throws IOException {
    return fs.usableBytes(directory);
  }

  private final class Handle implements FsFile {
    private final Path path;
    private final FsFile file;

    Handle(Path path, FsFile file) {
      this.path = path;
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
      ForwardingFs.this.force(path, file);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
