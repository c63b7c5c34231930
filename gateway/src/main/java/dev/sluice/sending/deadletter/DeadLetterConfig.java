package dev.sluice.sending.deadletter;

import dev.sluice.config.Section;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * {@code dead_letter}: where an exporter keeps what its backend rejected.
 *
 * @param maxBytes of one exporter and signal; beyond it the oldest file goes
 */
public record DeadLetterConfig(Path directory, long maxBytes) {
  private static final long MIN_BYTES = 64 << 10;

  /** Reads the key {@code dead_letter} of {@code parent}; null if it is not written. */
  public static @Nullable DeadLetterConfig read(Section parent) {
    boolean written = parent.has("dead_letter");
    Section s = parent.section("dead_letter", "keeps what the backend rejected; absent: it is not");
    String directory = s.text("directory", "", "where its files are; is made if it is not there");
    long maxBytes =
        s.bigInteger(
            "max_bytes",
            100 << 20,
            MIN_BYTES,
            Long.MAX_VALUE,
            "of one exporter and signal; beyond it the oldest file goes");
    if (!written) return null;
    try {
      if (!directory.isEmpty()) return new DeadLetterConfig(Path.of(directory), maxBytes);
      s.refuse("directory", "is missing", "fix: directory: /var/lib/sluice/rejected");
    } catch (InvalidPathException e) {
      s.refuse("directory", "is no path: " + e.getReason());
    }
    return null;
  }
}
