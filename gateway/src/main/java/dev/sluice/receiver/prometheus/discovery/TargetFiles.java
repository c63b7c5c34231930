package dev.sluice.receiver.prometheus.discovery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files of one {@link FileDiscovery} when one of them has changed, and now and then
 * anyway. A file that cannot be read or understood keeps the targets that it had; one that is gone
 * has none. For one thread at a time.
 */
final class TargetFiles implements Refresher.Question {
  private static final String META = "__meta_filepath";

  /** More than anybody has; a mistyped pattern must not read a whole disk. */
  private static final int MAX_FILES = 10_000;

  private final FileDiscovery config;
  private final Groups groups;
  private final Lent lent;
  private Map<Path, State> states = new TreeMap<>();
  private final Map<Path, List<TargetGroup>> known = new HashMap<>();
  private boolean readBefore;
  private boolean failed;
  private long readNanos;

  /** By what one sees that a file has changed; where a link leads to is a part of it. */
  private record State(long millis, long bytes, @Nullable Object key) {}

  TargetFiles(FileDiscovery config, Groups groups, Lent lent) {
    this.config = config;
    this.groups = groups;
    this.lent = lent;
  }

  @Override
  public void ask() throws DiscoveryException {
    Map<Path, State> now = look();
    long nanos = lent.clock().nanoTime();
    boolean isDue = !readBefore || nanos - readNanos >= config.refresh().toNanos();
    if (!failed && !isDue && now.equals(states)) return;
    failed = true;
    readBefore = true;
    readNanos = nanos;
    states = now;
    readAll(now);
    failed = false;
  }

  private void readAll(Map<Path, State> files) throws DiscoveryException {
    known.keySet().retainAll(files.keySet());
    DiscoveryException first = null;
    for (Path file : files.keySet()) {
      try {
        known.put(file, read(file));
      } catch (DiscoveryException e) {
        if (first == null) first = e;
      }
    }
    var all = new ArrayList<TargetGroup>();
    for (Path file : files.keySet()) all.addAll(known.getOrDefault(file, List.of()));
    groups.replace(all);
    if (first != null) throw first;
  }

  private Map<Path, State> look() throws DiscoveryException {
    var found = new TreeMap<Path, State>();
    for (String pattern : config.patterns()) {
      try {
        look(pattern, found);
      } catch (IOException | DirectoryIteratorException e) {
        throw new DiscoveryException("%s cannot be looked for: %s".formatted(pattern, why(e)));
      }
    }
    return found;
  }

  private static void look(String pattern, Map<Path, State> found)
      throws IOException, DiscoveryException {
    int slash = pattern.lastIndexOf('/');
    String name = pattern.substring(slash + 1);
    if (!name.contains("*") && !name.contains("?") && !name.contains("[")) {
      add(Path.of(pattern), found);
      return;
    }
    Path directory = Path.of(slash < 0 ? "." : slash == 0 ? "/" : pattern.substring(0, slash));
    // Braces mean nothing to Go.
    String glob = name.replace("{", "\\{").replace("}", "\\}");
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, glob)) {
      for (Path file : files) {
        add(slash < 0 ? file.getFileName() : file, found);
        if (found.size() > MAX_FILES) {
          throw new DiscoveryException("%s are more than %d files".formatted(pattern, MAX_FILES));
        }
      }
    } catch (NoSuchFileException | NotDirectoryException ignored) {
      // No directory, no files.
    }
  }

  private static void add(Path file, Map<Path, State> found) throws IOException {
    try {
      BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
      if (is.isDirectory()) return;
      found.put(file, new State(is.lastModifiedTime().toMillis(), is.size(), is.fileKey()));
    } catch (NoSuchFileException ignored) {
      // Gone, or not yet there.
    }
  }

  private List<TargetGroup> read(Path file) throws DiscoveryException {
    var reader = new GroupReader(file.toString(), META, file.toString());
    boolean isJson = file.toString().toLowerCase(Locale.ROOT).endsWith(".json");
    try (InputStream in = new BoundedInput(Files.newInputStream(file), lent.maxBytes())) {
      if (isJson) return reader.json(in);
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(java.nio.ByteBuffer.wrap(in.readAllBytes()))
              .toString();
      return reader.yaml(file.toString(), text);
    } catch (IOException e) {
      throw new DiscoveryException("%s cannot be read: %s".formatted(file, why(e)));
    } catch (DiscoveryException e) {
      throw new DiscoveryException("%s: %s".formatted(file, e.getMessage()));
    }
  }

  private static String why(Exception e) {
    Exception cause = e instanceof DirectoryIteratorException ofList ? ofList.getCause() : e;
    if (cause == null) return String.valueOf(e.getMessage());
    if (cause instanceof NoSuchFileException) return "no such file";
    if (cause instanceof AccessDeniedException) return "permission denied";
    if (cause instanceof CharacterCodingException) return "it is not UTF-8 text";
    return String.valueOf(cause.getMessage());
  }
}
