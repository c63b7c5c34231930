package dev.sluice.sending.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A log in another directory that is older than a part of this one, and is to be emptied before
 * that.
 *
 * @param directory where it is; absolute
 * @param log its id; null: nobody knew it
 * @param after records of this log with lower numbers are older still; {@link #ALL}: all that are
 *     there when it is opened next
 */
public record FormerLog(Path directory, @Nullable UUID log, long after) {
  public static final long ALL = Long.MAX_VALUE;

  /**
   * Whether the directory holds another log than this one, now. Takes and changes nothing.
   *
   * @throws IOException if it cannot be read
   */
  public boolean isAnother() throws IOException {
    if (log == null) return false;
    try (var fs = new ReadOnlyFs()) {
      UUID found = Recovery.idOf(fs, directory);
      // Where nothing was ever written there is no id, and nothing to be sent.
      return found != null && !found.equals(log);
    }
  }

  /** The same, after other records. */
  public FormerLog after(long seq) {
    return new FormerLog(directory, log, seq);
  }
}
