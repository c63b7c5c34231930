package dev.sluice.sending;

import dev.sluice.otlp.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one exporter and signal below that of a storage: {@code
 * <storage>/<exporter>/<signal>}.
 *
 * @param exporter as its configuration names it, in lower case
 */
public record StoredQueue(Path directory, String exporter, Signal signal) {
  private static final String PLAIN = "abcdefghijklmnopqrstuvwxyz0123456789-_";

  static Path directory(Path storage, String exporter, Signal signal) {
    return storage.resolve(fileName(exporter)).resolve(signal.id());
  }

  /**
   * All that there are in a directory, in the order of their names. It may be that of a storage, of
   * one exporter, or of one queue.
   */
  public static List<StoredQueue> in(Path directory) throws IOException {
    Path from = directory.toAbsolutePath().normalize();
    var found = new ArrayList<StoredQueue>();
    add(from, found);
    if (!found.isEmpty()) return found;
    for (Path below : directories(from)) add(below, found);
    if (!found.isEmpty()) return found;
    for (Path exporter : directories(from)) {
      for (Path below : directories(exporter)) add(below, found);
    }
    return found;
  }

  private static void add(Path directory, List<StoredQueue> found) throws IOException {
    Path name = directory.getFileName();
    Path exporter = directory.getParent() == null ? null : directory.getParent().getFileName();
    Signal signal = name == null ? null : signal(name.toString());
    if (exporter == null || signal == null || !holdsALog(directory)) return;
    found.add(new StoredQueue(directory, id(exporter.toString()), signal));
  }

  private static @Nullable Signal signal(String name) {
    for (Signal signal : Signal.values()) {
      if (signal.id().equals(name)) return signal;
    }
    return null;
  }

  private static boolean holdsALog(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).anyMatch(StoredQueue::isOfALog);
    }
  }

  private static boolean isOfALog(String name) {
    return name.equals("LOCK") || name.endsWith(".seg") || name.endsWith(".ack");
  }

  private static List<Path> directories(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(Files::isDirectory).sorted(Comparator.naturalOrder()).toList();
    }
  }

  /** A name for a directory: an id may have slashes, and names of people's choice. */
  static String fileName(String id) {
    var name = new StringBuilder();
    for (char c : id.toLowerCase(Locale.ROOT).toCharArray()) {
      boolean plain = PLAIN.indexOf(c) >= 0;
      if (plain) {
        name.append(c);
      } else {
        name.append('%').append(Integer.toHexString(c)).append('_');
      }
    }
    return name.toString();
  }

  /** The other way round; what was not made by {@link #fileName} stays as it is. */
  static String id(String fileName) {
    var id = new StringBuilder();
    for (int at = 0; at < fileName.length(); at++) {
      char c = fileName.charAt(at);
      int end = c == '%' ? fileName.indexOf('_', at) : -1;
      int code = end < 0 ? -1 : hex(fileName.substring(at + 1, end));
      id.append(code < 0 ? c : (char) code);
      if (code >= 0) at = end;
    }
    return id.toString();
  }

  private static int hex(String digits) {
    boolean isHex = digits.chars().allMatch(HexFormat::isHexDigit);
    if (!isHex || digits.isEmpty() || digits.length() > 4) return -1;
    int value = HexFormat.fromHexDigits(digits);
    // Nothing that an id can have, and a name that is shown must not command a terminal.
    return value < ' ' ? -1 : value;
  }
}
