package dev.sluice.sending;

import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.component.Storage;
import dev.sluice.config.ComponentId;
import dev.sluice.otlp.Signal;
import dev.sluice.sending.storage.Fs;
import dev.sluice.sending.storage.LogOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Where the log of one exporter and signal is, and how it behaves. */
record LogPlace(Path directory, LogOptions options, Fs fs) {
  /**
   * What the storage of that id offers now; a change of the configuration may offer another under
   * the same id.
   */
  static LogPlace of(ComponentId storage, Settings settings, Signal signal) throws StartException {
    Storage place = settings.shared().find(Storage.class, storage.toString());
    if (place == null) {
      throw new StartException(
          "sending_queue::storage is '%s', which is not listed in service::extensions"
              .formatted(storage));
    }
    Path directory = StoredQueue.directory(place.directory(), settings.id().toString(), signal);
    var options =
        LogOptions.of(place.fsync(), place.maxBytes(), place.minFreeBytes(), place.whenFull());
    // The extension may lend more than a place.
    Fs fs = settings.shared().find(Fs.class, storage.toString());
    return new LogPlace(directory, options, fs == null ? Fs.disk() : fs);
  }

  /** Another place of the same exporter and signal, with what this one is lent. */
  LogPlace at(Path elsewhere) {
    return new LogPlace(elsewhere, options, fs);
  }

  /** Whether that is where a storage would have the same exporter and signal. */
  boolean hasNamesOf(Path other) {
    return other.endsWith(names());
  }

  /** {@code <exporter>/<signal>}. */
  private Path names() {
    int count = directory.getNameCount();
    return directory.subpath(count - 2, count);
  }

  /** The directory by a name that stays the same, whatever links lead to the storage. */
  Path canonical() {
    Path exporter = Objects.requireNonNull(directory.getParent());
    Path storage = Objects.requireNonNull(exporter.getParent());
    try {
      return storage.toRealPath().resolve(names());
    } catch (IOException notThere) {
      return storage.toAbsolutePath().normalize().resolve(names());
    }
  }

  /** Whether both are one directory, by whatever names. */
  boolean isSameAs(LogPlace other) {
    try {
      return Files.isSameFile(directory, other.directory);
    } catch (IOException notThere) {
      return false;
    }
  }
}
