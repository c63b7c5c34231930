package dev.sluice.sending.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A disk with a cache. Power loss keeps what was synced, and of the rest a random choice of blocks,
 * sizes and names: torn and in any order. It can be full, and refuse to write or to sync.
 */
final class MemoryFs implements Fs {
  static final int BLOCK = 512;

  private final Map<Path, Content> names = new TreeMap<>();
  private final Map<Path, Content> lastingNames = new HashMap<>();

  /** Since the directory was synced. */
  private final Map<Path, Path> renamed = new LinkedHashMap<>();

  long capacity = Long.MAX_VALUE;
  int failingWrites;
  int failingForces;
  int failingNameSyncs;

  /** What may still be done before it ends in the middle: see {@link Ended}. */
  private int steps = Integer.MAX_VALUE;

  int forces;
  int renames;

  /** Thrown at the process that is no more: nothing it does from then on comes about. */
  static final class Ended extends Error {
    private static final long serialVersionUID = 1;
  }

  static final class Content {
    byte[] cached = new byte[0];
    byte[] lasting = new byte[0];

    Content copy() {
      var copy = new Content();
      copy.cached = cached.clone();
      copy.lasting = lasting.clone();
      return copy;
    }
  }

  private MemoryFs() {}

  static MemoryFs empty() {
    return new MemoryFs();
  }

  /** The same files on a disk of their own, as if all were synced. */
  MemoryFs copy() {
    var copy = new MemoryFs();
    names.forEach(
        (path, content) -> {
          var same = new Content();
          same.cached = content.cached.clone();
          same.lasting = content.cached.clone();
          copy.names.put(path, same);
          copy.lastingNames.put(path, same);
        });
    return copy;
  }

  List<Path> files() {
    return List.copyOf(names.keySet());
  }

  byte[] bytes(Path file) {
    return content(file).cached.clone();
  }

  void replace(Path file, byte[] bytes) {
    content(file).cached = bytes;
    content(file).lasting = bytes.clone();
  }

  private Content content(Path file) {
    Content content = names.get(file);
    if (content == null) throw new IllegalArgumentException(file.toString());
    return content;
  }

  private long used() {
    return names.values().stream().mapToLong(content -> content.cached.length).sum();
  }

  /** After so many changes of files the process ends, in the middle of the next. */
  void endAfter(int changes) {
    steps = changes;
  }

  /** It does not, or another one is there. */
  void goOn() {
    steps = Integer.MAX_VALUE;
  }

  private void step() {
    if (isOver()) throw new Ended();
  }

  private boolean isOver() {
    if (steps == Integer.MAX_VALUE) return false;
    return --steps < 0;
  }

  /** The machine goes dark, and comes back with what it happens to have. */
  void losePower(Random dice) {
    goOn();
    var survivors = new TreeMap<Path, Content>();
    lastingNames.forEach(
        (path, content) -> {
          if (names.get(path) == content || dice.nextBoolean()) survivors.put(path, content);
        });
    names.forEach(
        (path, content) -> {
          if (lastingNames.get(path) != content && dice.nextBoolean()) survivors.put(path, content);
        });
    rename(survivors, dice);
    names.clear();
    names.putAll(survivors);
    lastingNames.clear();
    lastingNames.putAll(survivors);
    names.values().forEach(content -> crash(content, dice));
  }

  /** A file whose new name was not synced has the one or the other; some file systems know both. */
  private void rename(Map<Path, Content> survivors, Random dice) {
    renamed.forEach(
        (from, to) -> {
          Content content = names.get(to);
          if (content == null || lastingNames.get(from) != content) return;
          int which = dice.nextInt(3);
          if (which == 0) survivors.remove(to);
          if (which == 1 && survivors.get(from) == content) survivors.remove(from);
          survivors.put(which == 0 ? from : to, content);
          if (which == 2) survivors.put(from, content.copy());
        });
    renamed.clear();
  }

  private static void crash(Content content, Random dice) {
    int size = dice.nextBoolean() ? content.cached.length : content.lasting.length;
    byte[] after = Arrays.copyOf(content.lasting, size);
    for (int at = 0; at < size; at += BLOCK) {
      if (!dice.nextBoolean() || at >= content.cached.length) continue;
      int length = Math.min(BLOCK, Math.min(size, content.cached.length) - at);
      System.arraycopy(content.cached, at, after, at, length);
    }
    content.cached = after;
    content.lasting = after.clone();
  }

  @Override
  public List<String> list(Path directory) {
    return names.keySet().stream().map(path -> path.getFileName().toString()).toList();
  }

  @Override
  public FsFile open(Path file) throws IOException {
    Content content = names.get(file);
    if (content == null) throw new FileNotFoundException(file.toString());
    return new Handle(content);
  }

  @Override
  public FsFile create(Path file) throws IOException {
    step();
    if (names.containsKey(file)) throw new FileAlreadyExistsException(file.toString());
    if (used() >= capacity) throw new IOException("No space left on device");
    var content = new Content();
    names.put(file, content);
    return new Handle(content);
  }

  @Override
  public void delete(Path file) {
    step();
    names.remove(file);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    step();
    Content content = names.remove(from);
    if (content == null) throw new FileNotFoundException(from.toString());
    names.put(to, content);
    renamed.put(from, to);
    renames++;
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    step();
    if (failingNameSyncs > 0) {
      failingNameSyncs--;
      throw new IOException("Input/output error");
    }
    renamed.clear();
    lastingNames.clear();
    lastingNames.putAll(names);
  }

  @Override
  public long usableBytes(Path directory) {
    return capacity - used();
  }

  private final class Handle implements FsFile {
    private final Content content;

    Handle(Content content) {
      this.content = content;
    }

    @Override
    public long size() {
      return content.cached.length;
    }

    @Override
    public int read(ByteBuffer target, long at) {
      int length = (int) Math.max(0, Math.min(target.remaining(), content.cached.length - at));
      if (length > 0) target.put(content.cached, (int) at, length);
      return length;
    }

    @Override
    public void write(ByteBuffer source, long at) throws IOException {
      boolean wasOver = steps < 0;
      if (isOver()) {
        if (!wasOver) put(source, at, source.remaining() / 2);
        throw new Ended();
      }
      if (failingWrites > 0) {
        failingWrites--;
        put(source, at, source.remaining() / 2);
        throw new IOException("Input/output error");
      }
      long end = at + source.remaining();
      long room = capacity - used();
      long growth = Math.max(0, end - content.cached.length);
      if (growth > 0 && growth > room) {
        put(source, at, (int) Math.max(0, source.remaining() - (growth - Math.max(0, room))));
        throw new IOException("No space left on device");
      }
      put(source, at, source.remaining());
    }

    private void put(ByteBuffer source, long at, int length) {
      if (length == 0) return;
      int end = (int) at + length;
      if (end > content.cached.length) {
        content.cached = Arrays.copyOf(content.cached, end);
      }
      source.get(content.cached, (int) at, length);
    }

    @Override
    public void truncate(long size) {
      step();
      if (size < content.cached.length) content.cached = Arrays.copyOf(content.cached, (int) size);
    }

    @Override
    public void force() throws IOException {
      step();
      forces++;
      if (failingForces > 0) {
        failingForces--;
        throw new IOException("Input/output error");
      }
      content.lasting = content.cached.clone();
    }

    @Override
    public void close() {}
  }
}
