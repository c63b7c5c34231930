package dev.sluice.sending.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The file system as a log needs it, so that something else can stand in for it: one that loses
 * what was not synced, or that fails. Used by one thread.
 */
public interface Fs {
  /** The file system of the process. */
  static Fs disk() {
    return new DiskFs();
  }

  /** Names of the regular files in a directory, in no order. */
  List<String> list(Path directory) throws IOException;

  /** Opens a file that is there. */
  FsFile open(Path file) throws IOException;

  /** Makes a file; one that is there already is an error. */
  FsFile create(Path file) throws IOException;

  /** Removes a file; one that is not there is fine. */
  void delete(Path file) throws IOException;

  /** Gives a file another name in its directory, at once and whole; it takes what has that name. */
  void rename(Path from, Path to) throws IOException;

  /** Makes the names in a directory last: without it, a new file may be gone after power loss. */
  void syncDirectory(Path directory) throws IOException;

  /** Bytes that may still be written where the directory is. */
  long usableBytes(Path directory) throws IOException;
}
