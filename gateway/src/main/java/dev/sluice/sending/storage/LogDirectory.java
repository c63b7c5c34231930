package dev.sluice.sending.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Where a log is.
 *
 * @param log its id, which all its files have
 */
record LogDirectory(Fs fs, Path path, UUID log, LogOptions options) {

  /** What each file of acknowledgements takes. */
  long acksBytes() {
    return AckFile.sizeFor(options.segmentRecords());
  }

  /** Makes the names in it last. */
  void sync() throws IOException {
    fs.syncDirectory(path);
  }
}
