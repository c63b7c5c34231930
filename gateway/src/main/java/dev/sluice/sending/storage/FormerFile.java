package dev.sluice.sending.storage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where the rest is: a small file in a log's directory that names the logs elsewhere which are to
 * be emptied before it. It is on the disk before anything is appended that is younger than those,
 * and goes after they are empty and closed. A change is a new file, whose number is higher; what
 * the former said goes after that.
 *
 * <pre>
 *   sluice former logs 1
 *   (after) (id of the log, or -) (directory; % and what cannot be seen as %xx)
 *   ...
 *   end (CRC32C of all before, 8 hexadecimal digits)
 * </pre>
 *
 * <p>A file without its last line was never finished, so that the move for which it was begun did
 * not come about. One that is whole and wrong is damaged: it stays, and is an error whenever it is
 * read and no newer one is there. One thread at a time.
 */
public final class FormerFile {
  /** More moves than anybody makes while nothing is sent. */
  public static final int MOST = 32;

  private static final String HEAD = "sluice former logs 1";
  private static final String END = "end ";
  private static final int END_LENGTH = END.length() + 9;
  private static final int LEVELS = 3;
  private static final int LOOKS = 5;
  private static final int MAX_PATH = 4096;
  private static final int MAX_BYTES = MOST * (3 * MAX_PATH + 80);

  private FormerFile() {}

  /**
   * Those that are to be emptied before that directory's log, in this order.
   *
   * @throws IOException if that cannot be known; its message is for the operator
   */
  public static List<FormerLog> read(Fs fs, Path directory) throws IOException {
    for (Path file : files(fs, directory).descendingMap().values()) {
      List<FormerLog> said = decode(file, load(fs, file));
      if (said != null) return said;
    }
    return List.of();
  }

  /** The same of a directory on the disk, whoever works on it. */
  public static List<FormerLog> look(Path directory) throws IOException {
    for (int look = 1; ; look++) {
      try (var fs = new ReadOnlyFs()) {
        return read(fs, directory);
      } catch (NoSuchFileException replacedMeanwhile) {
        if (look == LOOKS) throw replacedMeanwhile;
      }
    }
  }

  /**
   * Says so from now on, lastingly.
   *
   * @throws IOException if that cannot be written; then what was said before still is
   */
  public static void write(Fs fs, Path directory, List<FormerLog> formers) throws IOException {
    NavigableMap<Long, Path> before = files(fs, directory);
    if (!formers.isEmpty()) {
      long generation = before.isEmpty() ? 0 : next(before.lastEntry());
      create(fs, LogFiles.formers(directory, generation), encode(formers));
      // The directory itself may be new, and that of the exporter above it.
      Path above = directory;
      for (int i = 0; i < LEVELS && above != null; i++, above = above.getParent()) {
        fs.syncDirectory(above);
      }
    }
    for (Path old : before.values()) {
      if (!isDamaged(fs, old)) fs.delete(old);
    }
    fs.syncDirectory(directory);
  }

  private static long next(Map.Entry<Long, Path> newest) throws IOException {
    if (newest.getKey() == Long.MAX_VALUE) throw damaged(newest.getValue(), "by its name");
    return newest.getKey() + 1;
  }

  private static void create(Fs fs, Path path, byte[] bytes) throws IOException {
    try (FsFile file = fs.create(path)) {
      file.write(ByteBuffer.wrap(bytes), 0);
      file.force();
    } catch (IOException e) {
      try {
        fs.delete(path);
      } catch (IOException ignored) {
        // Without its end it says nothing.
      }
      throw e;
    }
  }

  private static boolean isDamaged(Fs fs, Path file) {
    try {
      var unused = decode(file, load(fs, file));
      return false;
    } catch (IOException damaged) {
      return true;
    }
  }

  private static NavigableMap<Long, Path> files(Fs fs, Path directory) throws IOException {
    var found = new TreeMap<Long, Path>();
    for (String name : fs.list(directory)) {
      long generation = LogFiles.baseSeq(name, LogFiles.FORMERS);
      if (generation >= 0) found.put(generation, directory.resolve(name));
    }
    return found;
  }

  private static byte[] load(Fs fs, Path path) throws IOException {
    try (FsFile file = fs.open(path)) {
      if (file.size() > MAX_BYTES) throw damaged(path, "larger than %d bytes".formatted(MAX_BYTES));
      var bytes = new byte[(int) file.size()];
      int length = file.read(ByteBuffer.wrap(bytes), 0);
      if (length < bytes.length) throw damaged(path, "its end cannot be read");
      return bytes;
    }
  }

  static byte[] encode(List<FormerLog> formers) throws IOException {
    if (formers.size() > MOST) {
      throw new IOException(
          "%d places that this one comes after are not empty yet, and it may be %d at most"
              .formatted(formers.size(), MOST));
    }
    var text = new StringBuilder(HEAD).append('\n');
    for (FormerLog former : formers) {
      String path = former.directory().toString();
      if (path.length() > MAX_PATH) throw new IOException("a path is too long: " + path);
      text.append(former.after()).append(' ');
      text.append(former.log() == null ? "-" : former.log().toString()).append(' ');
      text.append(escape(path)).append('\n');
    }
    byte[] said = text.toString().getBytes(UTF_8);
    var bytes = new ByteArrayOutputStream(said.length + END_LENGTH);
    bytes.writeBytes(said);
    bytes.writeBytes((END + crc(said, said.length) + '\n').getBytes(UTF_8));
    return bytes.toByteArray();
  }

  private static String crc(byte[] bytes, int length) {
    return HexFormat.of().toHexDigits(Seal.of(ByteBuffer.wrap(bytes), 0, length));
  }

  /** Null: it was never finished. */
  static @Nullable List<FormerLog> decode(Path file, byte[] bytes) throws IOException {
    int said = bytes.length - END_LENGTH;
    if (said < 0) return null;
    String end = new String(bytes, said, END_LENGTH, ISO_8859_1);
    String whole = END + crc(bytes, said) + '\n';
    boolean isFinished = end.startsWith(END) && end.endsWith("\n");
    if (!isFinished && !isNearly(end, whole)) return null;
    if (!end.equals(whole)) throw damaged(file, "its checksum is wrong");
    List<String> lines = new String(bytes, 0, said, UTF_8).lines().toList();
    if (lines.isEmpty() || !lines.get(0).equals(HEAD)) throw damaged(file, "of another version");
    if (lines.size() > MOST + 1) throw damaged(file, "more than %d places".formatted(MOST));
    var formers = new ArrayList<FormerLog>();
    for (String line : lines.subList(1, lines.size())) formers.add(former(file, line));
    // In any other order one would wait for what waits for it.
    formers.sort(Comparator.comparingLong(FormerLog::after));
    return formers;
  }

  /** A last line of which a character was harmed was written all the same. */
  private static boolean isNearly(String end, String whole) {
    int others = 0;
    for (int i = 0; i < whole.length(); i++) others += end.charAt(i) == whole.charAt(i) ? 0 : 1;
    return others <= 1;
  }

  private static FormerLog former(Path file, String line) throws IOException {
    String[] parts = line.split(" ", 3);
    if (parts.length < 3) throw damaged(file, "line '%s'".formatted(line));
    try {
      long after = Long.parseLong(parts[0]);
      UUID log = parts[1].equals("-") ? null : UUID.fromString(parts[1]);
      Path path = Path.of(unescape(parts[2]));
      boolean isPlain = path.isAbsolute() && path.equals(path.normalize());
      if (after < 0 || !isPlain || parts[2].length() > 3 * MAX_PATH) {
        throw damaged(file, "line '%s'".formatted(line));
      }
      return new FormerLog(path, log, after);
    } catch (IllegalArgumentException e) {
      // No number, no id, no path.
      throw damaged(file, "line '%s'".formatted(line));
    }
  }

  private static IOException damaged(Path file, String how) {
    return new IOException("%s is damaged: %s".formatted(file, how));
  }

  private static String escape(String path) {
    var text = new StringBuilder();
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c < ' ' || c == '%' || c == 127) {
        text.append('%').append(HexFormat.of().toHexDigits((byte) c));
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  private static String unescape(String text) throws InvalidPathException {
    var path = new StringBuilder();
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '%') {
        if (at + 3 > text.length()) throw new InvalidPathException(text, "ends in the middle", at);
        c = (char) HexFormat.fromHexDigits(text, at + 1, at + 3);
        at += 2;
      }
      path.append(c);
    }
    return path.toString();
  }
}
