package dev.sluice.net.auth;

import dev.sluice.config.Secret;
import dev.sluice.config.Section;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A secret that stands in the configuration or in a file. A file is read at every use, as in
 * Prometheus, so that a rotated one is taken up.
 *
 * @param key for messages: {@code password_file}
 */
public record SecretSource(String key, @Nullable Secret text, @Nullable Path file) {
  /** Far more than any token; a mistyped path must not fill the heap. */
  private static final long MAX_BYTES = 1 << 20;

  /** Reads {@code key} and {@code <key>_file}; null if neither is written. */
  public static @Nullable SecretSource read(Section section, String key, String doc) {
    Secret text = section.secret(key, doc);
    String fileKey = key + "_file";
    String file = section.optionalText(fileKey, doc + ", in a file");
    if (file == null || file.isEmpty()) {
      return text == null ? null : new SecretSource(key, text, null);
    }
    if (text != null && !text.reveal().isEmpty()) {
      section.refuse(fileKey, "excludes `" + key + "`", "fix: remove one of the two");
    }
    return ofFile(section, fileKey, file);
  }

  /**
   * As {@link #read}, but where both are written the file counts, and a warning says so: as the
   * collector's authenticators have it.
   */
  public static @Nullable SecretSource readPreferringFile(Section section, String key, String doc) {
    Secret text = section.secret(key, doc);
    String fileKey = key + "_file";
    String file = section.optionalText(fileKey, doc + ", in a file; a changed one is taken up");
    if (file == null || file.isEmpty()) {
      return text == null ? null : new SecretSource(key, text, null);
    }
    if (text != null) section.warn(key, "does not count beside `" + fileKey + "`");
    return ofFile(section, fileKey, file);
  }

  public static SecretSource of(String key, String text) {
    return new SecretSource(key, new Secret(text), null);
  }

  /** Null, and reported, if it cannot be a path. */
  public static @Nullable SecretSource ofFile(Section section, String key, String file) {
    try {
      Path path = Path.of(file);
      if (!Files.isReadable(path)) {
        section.warn(key, "names a file that cannot be read here", "note: it is read at use");
      }
      return new SecretSource(key, null, path);
    } catch (InvalidPathException e) {
      section.refuse(key, "is no path");
      return null;
    }
  }

  /** The secret now, without blanks around it if it comes from a file. */
  public String reveal() throws IOException {
    if (text != null) return text.reveal();
    if (file == null) return "";
    try {
      if (Files.size(file) > MAX_BYTES) throw new IOException("the file is too large");
      return Files.readString(file, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new IOException("%s %s cannot be read: %s".formatted(key, file, reason(e)), e);
    }
  }

  /**
   * Returns what was {@link #reveal}ed, for those who have no use for an empty file: somebody is
   * just writing it.
   *
   * @throws IOException if it is such a one
   */
  public String filled(String revealed) throws IOException {
    if (file == null || !revealed.isEmpty()) return revealed;
    throw new IOException("%s %s is empty".formatted(key, file));
  }

  private static String reason(IOException e) {
    return switch (e.getClass().getSimpleName()) {
      case "NoSuchFileException" -> "no such file";
      case "AccessDeniedException" -> "permission denied";
      default -> String.valueOf(e.getMessage());
    };
  }
}
