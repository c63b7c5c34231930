package dev.sluice.sending.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A log has one owner. The lock goes with the process, however it ends; the text in the file tells
 * the next one who holds it.
 */
final class DirectoryLock implements AutoCloseable {
  private static final String NAME = "LOCK";
  private static final int MAX_TEXT = 256;

  /**
   * Directories that this process has. A lock of the system belongs to the process, and ends as
   * soon as any channel to the file is closed: nobody here may open a file that another one here
   * holds.
   */
  private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

  private final FileChannel channel;
  private final Path directory;

  private DirectoryLock(FileChannel channel, Path directory) {
    this.channel = channel;
    this.directory = directory;
  }

  /** Takes the lock, or throws with the name of the holder. */
  static DirectoryLock take(Path directory) throws IOException {
    Path real = directory.toRealPath();
    if (!OURS.add(real)) throw inUse(directory, ourselves());
    boolean taken = false;
    try {
      DirectoryLock lock = lock(directory, real);
      taken = true;
      return lock;
    } finally {
      if (!taken) OURS.remove(real);
    }
  }

  private static DirectoryLock lock(Path directory, Path real) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve(NAME),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    boolean taken = false;
    try {
      if (channel.tryLock() == null) throw inUse(directory, holder(channel));
      write(channel, ourselves());
      taken = true;
      return new DirectoryLock(channel, real);
    } finally {
      if (!taken) channel.close();
    }
  }

  /** Who holds a directory's lock, in words; null: nobody does. Leaves everything as it is. */
  static @Nullable String holder(Path directory) throws IOException {
    if (OURS.contains(directory.toRealPath())) return ourselves();
    try (FileChannel channel = FileChannel.open(directory.resolve(NAME), StandardOpenOption.READ)) {
      FileLock shared = channel.tryLock(0, Long.MAX_VALUE, true);
      return shared == null ? holder(channel) : null;
    } catch (NoSuchFileException neverTaken) {
      return null;
    }
  }

  private static String ourselves() {
    return "process %d on %s".formatted(ProcessHandle.current().pid(), host());
  }

  /** A look-up by name may take long, or fail; the kernel knows. */
  private static String host() {
    try {
      String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
      if (!name.isEmpty()) return name;
    } catch (IOException ignored) {
      // Elsewhere the environment may say.
    }
    return System.getenv().getOrDefault("HOSTNAME", "this host");
  }

  private static IOException inUse(Path directory, String holder) {
    return new IOException(
        "%s is in use by %s; two gateways cannot share a directory".formatted(directory, holder));
  }

  private static void write(FileChannel channel, String text) {
    try {
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
    } catch (IOException ignored) {
      // On a full disk nobody learns who holds the lock; it is held all the same.
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    var text = ByteBuffer.allocate(MAX_TEXT);
    channel.read(text, 0);
    String holder = StandardCharsets.UTF_8.decode(text.flip()).toString().strip();
    return holder.isEmpty() ? "another process" : holder;
  }

  @Override
  public void close() throws IOException {
    channel.close();
    OURS.remove(directory);
  }
}
