package dev.sluice.extension.filestorage;

import dev.sluice.component.Storage.WhenFull;
import dev.sluice.config.Section;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands under {@code extensions: file_storage:}.
 *
 * @param directory where the exporters' directories are made
 * @param createDirectory whether it is made if it is not there
 * @param permissions of a directory that is made, as in {@code 0750}
 * @param minFreeBytes null: what the file system's size asks for
 */
public record FileStorageConfig(
    String directory,
    boolean createDirectory,
    int permissions,
    boolean fsync,
    long maxBytes,
    @Nullable Long minFreeBytes,
    WhenFull whenFull) {

  private static final String COLLECTORS_DIRECTORY = "/var/lib/otelcol/file_storage";
  private static final long SMALLEST = 8L << 20;
  private static final int OCTAL = 8;
  private static final int ALL_BITS = 0777;

  static final FileStorageConfig DEFAULT =
      new FileStorageConfig(
          COLLECTORS_DIRECTORY, true, 0750, true, 10L << 30, null, WhenFull.REFUSE);

  private static final Map<String, WhenFull> WHEN_FULL = new LinkedHashMap<>();

  static {
    WHEN_FULL.put("refuse", WhenFull.REFUSE);
    WHEN_FULL.put("block", WhenFull.BLOCK);
    WHEN_FULL.put("drop_oldest", WhenFull.DROP_OLDEST);
  }

  static FileStorageConfig read(Section s) {
    var config =
        new FileStorageConfig(
            s.text("directory", DEFAULT.directory, "where the files go"),
            s.flag(
                "create_directory",
                DEFAULT.createDirectory,
                "whether the directory is made if it is not there"),
            readPermissions(s),
            s.flag("fsync", DEFAULT.fsync, "whether data counts as stored only once it is synced"),
            s.bigInteger(
                "max_bytes",
                DEFAULT.maxBytes,
                SMALLEST,
                Long.MAX_VALUE,
                "what one exporter may keep of one signal"),
            readMinFree(s),
            s.choice("when_full", DEFAULT.whenFull, WHEN_FULL, "what a full storage does"));
    if (config.directory.isBlank()) {
      s.refuse("directory", "is empty", "fix: directory: /var/lib/sluice");
    }
    ignoreTheCollectors(s);
    return config;
  }

  private static @Nullable Long readMinFree(Section s) {
    long written =
        s.bigInteger(
            "min_free",
            0,
            0,
            Long.MAX_VALUE,
            "bytes left to others on the file system; unwritten: 5 % of it, at most 256 MiB");
    return s.has("min_free") ? written : null;
  }

  private static int readPermissions(Section s) {
    String text = s.text("directory_permissions", "0750", "of a directory that is made, in octal");
    try {
      int bits = Integer.parseInt(text.strip(), OCTAL);
      if (bits >= 0 && bits <= ALL_BITS) return bits;
    } catch (NumberFormatException ignored) {
      // Said below, as for a number that is too large.
    }
    s.refuse("directory_permissions", "is no octal number up to 0777", "fix: \"0750\"");
    return DEFAULT.permissions;
  }

  private static void ignoreTheCollectors(Section s) {
    s.duration("timeout", Duration.ofSeconds(1), "without effect: nobody waits for the lock");
    s.ignored("timeout", "a directory that is in use is said at once");
    s.ignored("compaction", "space comes back by whole files, as soon as they are sent");
    s.ignored("recreate", "what is damaged costs the records that were hit, and is set aside");
  }
}
