package dev.sluice.net.tls;

import dev.sluice.config.Secret;
import dev.sluice.config.Section;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where PEM text stands: in a file, or in the configuration itself.
 *
 * @param key for messages: {@code ca_file}
 */
record Pem(String key, @Nullable String file, @Nullable Secret text) {
  /** Far more than any chain; a mistyped path must not fill the heap. */
  private static final long MAX_BYTES = 4 << 20;

  /** Reads {@code <kind>_file} and {@code <kind>_pem}; null if neither is written. */
  static @Nullable Pem read(Section section, String kind, String doc) {
    return read(section, kind, kind + "_pem", doc);
  }

  /** The same, with the text under another key. */
  static @Nullable Pem read(Section section, String kind, String textKey, String doc) {
    String fileKey = kind + "_file";
    String file = section.optionalText(fileKey, doc + ", as a file of PEM");
    Secret text = section.secret(textKey, doc + ", as PEM text");
    boolean hasText = text != null && !text.reveal().isEmpty();
    if (file == null || file.isEmpty()) {
      return hasText ? new Pem(textKey, null, text) : null;
    }
    if (hasText)
      section.refuse(textKey, "excludes `" + fileKey + "`", "fix: remove one of the two");
    if (!isReadable(file)) {
      section.warn(fileKey, "names a file that cannot be read here", "note: it is read at start");
    }
    return new Pem(fileKey, file, null);
  }

  private static boolean isReadable(String file) {
    try {
      return Files.isReadable(Path.of(file));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** The text now. The exception's message names key and file. */
  String load() throws TlsException {
    if (text != null) return text.reveal();
    String name = file == null ? "" : file;
    try {
      Path path = Path.of(name);
      if (Files.size(path) > MAX_BYTES) throw new TlsException(where() + ": too large for PEM");
      return Files.readString(path, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new TlsException(where() + ": no such file", e);
    } catch (AccessDeniedException e) {
      throw new TlsException(where() + ": permission denied", e);
    } catch (IOException | InvalidPathException e) {
      throw new TlsException(where() + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** {@code ca_file "/etc/ca.pem"}. */
  String where() {
    return file == null ? key : key + " \"" + file + "\"";
  }
}
