package dev.sluice.extension.filestorage;

import dev.sluice.component.StartException;
import dev.sluice.component.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the directory before anything starts: what is wrong with it is said in one line. */
final class StorageDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(StorageDirectory.class);

  private static final long MOST_KEPT_FREE = 256L << 20;
  private static final int TWENTIETH = 20;

  /** In the order of their bits, from the highest. */
  private static final PosixFilePermission[] BITS = {
    PosixFilePermission.OWNER_READ,
    PosixFilePermission.OWNER_WRITE,
    PosixFilePermission.OWNER_EXECUTE,
    PosixFilePermission.GROUP_READ,
    PosixFilePermission.GROUP_WRITE,
    PosixFilePermission.GROUP_EXECUTE,
    PosixFilePermission.OTHERS_READ,
    PosixFilePermission.OTHERS_WRITE,
    PosixFilePermission.OTHERS_EXECUTE
  };

  private StorageDirectory() {}

  static Storage prepare(FileStorageConfig config) throws StartException {
    Path directory = Path.of(config.directory()).toAbsolutePath();
    try {
      if (!Files.isDirectory(directory)) make(directory, config);
      if (!Files.isWritable(directory)) {
        throw new StartException(
            "directory %s cannot be written to by this process".formatted(directory));
      }
      if (!config.fsync()) warnOfTheWindow(directory);
      return new Storage(
          directory,
          config.fsync(),
          config.maxBytes(),
          minFree(directory, config),
          config.whenFull());
    } catch (IOException e) {
      throw new StartException("directory %s: %s".formatted(directory, e), e);
    }
  }

  private static void warnOfTheWindow(Path directory) {
    LOG.warn(
        "storage in {}: fsync is false: what was accepted in the last half minute or so is gone if the"
            + " power fails or the machine stops; if only this process ends, nothing is",
        directory);
  }

  private static void make(Path directory, FileStorageConfig config)
      throws IOException, StartException {
    if (!config.createDirectory()) {
      throw new StartException(
          "directory %s is not there, and create_directory is false".formatted(directory));
    }
    boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
    if (posix) {
      Files.createDirectories(
          directory, PosixFilePermissions.asFileAttribute(permissions(config.permissions())));
    } else {
      Files.createDirectories(directory);
    }
  }

  static Set<PosixFilePermission> permissions(int bits) {
    var permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (int i = 0; i < BITS.length; i++) {
      if (((bits >> (BITS.length - 1 - i)) & 1) == 1) permissions.add(BITS[i]);
    }
    return permissions;
  }

  /** So much that a disk is never filled to the brim by us, and a small one still serves. */
  private static long minFree(Path directory, FileStorageConfig config) throws IOException {
    Long written = config.minFreeBytes();
    if (written != null) return written;
    return Math.min(MOST_KEPT_FREE, Files.getFileStore(directory).getTotalSpace() / TWENTIETH);
  }
}
