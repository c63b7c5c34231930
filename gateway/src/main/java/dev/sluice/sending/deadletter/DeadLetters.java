package dev.sluice.sending.deadletter;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.sluice.component.Clock;
import dev.sluice.component.Settings;
import dev.sluice.data.Batch;
import dev.sluice.data.Outcome;
import dev.sluice.otlp.Signal;
import dev.sluice.telemetry.Bulletin;
import dev.sluice.telemetry.Instruments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what one exporter's backend would not take, in files of bounded bytes: when there is no
 * room left the oldest file goes. What cannot be written is counted and said, and holds nothing up.
 * Any thread; blocks for the disk.
 *
 * <pre>
 *   directory/loki.logs-1732440000000-1.otlp        exporter.signal-milliseconds-number
 * </pre>
 */
public final class DeadLetters implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

  /** Files of this share of the bytes, so that not everything goes at once. */
  private static final int FILES = 8;

  private final DeadLetterConfig config;
  private final String exporter;
  private final Signal signal;
  private final Clock clock;
  private final Bulletin bulletin;
  private final String prefix;
  private final LongAdder kept;
  private final LongAdder unwritten;
  private final LongAdder deleted;

  private record Old(Path path, long size) {}

  @GuardedBy("this")
  private final Deque<Old> old = new ArrayDeque<>();

  @GuardedBy("this")
  private @Nullable DeadLetterFile current;

  @GuardedBy("this")
  private long oldBytes;

  @GuardedBy("this")
  private int filesMade;

  public DeadLetters(DeadLetterConfig config, Settings settings, Signal signal) {
    this.config = config;
    this.exporter = settings.id().toString();
    this.signal = signal;
    this.clock = settings.clock();
    this.bulletin = new Bulletin(clock::nanoTime);
    this.prefix = fileName(exporter) + "." + signal.id() + "-";
    Instruments instruments = settings.instruments();
    String[] labels = {"exporter", exporter, "data_type", signal.id()};
    kept = instruments.count("sluice_dead_letter_items_total", labels);
    unwritten = instruments.count("sluice_dead_letter_unwritten_items_total", labels);
    deleted = instruments.count("sluice_dead_letter_deleted_bytes_total", labels);
    instruments.gauge("sluice_dead_letter_bytes", this::bytes, labels);
  }

  /** An id may have any character; a name here has letters, digits, dot, dash and underscore. */
  private static String fileName(String id) {
    return Pattern.compile("[^A-Za-z0-9._-]")
        .matcher(id)
        .replaceAll(found -> "%" + Integer.toHexString(found.group().charAt(0)));
  }

  /** Makes the directory and finds what is in it from before. */
  public synchronized void open() throws IOException {
    Files.createDirectories(config.directory());
    var pattern = Pattern.compile(Pattern.quote(prefix) + "\\d+-\\d+\\.otlp");
    try (Stream<Path> files = Files.list(config.directory())) {
      // Names sort by time.
      for (Path path : files.sorted().toList()) {
        if (!pattern.matcher(path.getFileName().toString()).matches()) continue;
        add(path, Files.size(path));
      }
    }
  }

  /** Keeps a batch with the reason of its end. */
  public synchronized void keep(Batch batch, Outcome outcome, String cause) {
    String reason = outcome.kind().name().toLowerCase(Locale.ROOT) + "/" + outcome.reason();
    Instant time = Instant.ofEpochMilli(clock.epochMillis());
    byte[] header = new DeadLetter(exporter, signal, reason, cause, time, batch.items()).toBytes();
    try {
      file(DeadLetterFile.sizeOf(header, batch)).append(header, batch);
      kept.add(batch.items());
    } catch (IOException e) {
      unwritten.add(batch.items());
      bulletin.error(
          LOG,
          () ->
              "exporter '%s': %s could not be kept as dead letters: %s"
                  .formatted(exporter, signal.count(batch.items()), e));
      putAside();
    }
  }

  @GuardedBy("this")
  private DeadLetterFile file(long size) throws IOException {
    if (size + DeadLetterFile.MAGIC.length > config.maxBytes()) {
      throw new IOException("it has %d bytes, max_bytes is %d".formatted(size, config.maxBytes()));
    }
    DeadLetterFile file = current;
    if (file != null && file.size() + size > config.maxBytes() / FILES) {
      putAside();
      file = null;
    }
    long present = file == null ? DeadLetterFile.MAGIC.length : file.size();
    while (!old.isEmpty() && oldBytes + present + size > config.maxBytes()) deleteOldest();
    if (file == null) current = file = DeadLetterFile.create(newPath());
    return file;
  }

  @GuardedBy("this")
  private Path newPath() {
    return config
        .directory()
        .resolve("%s%d-%d.otlp".formatted(prefix, clock.epochMillis(), ++filesMade));
  }

  @GuardedBy("this")
  private void deleteOldest() throws IOException {
    Old oldest = old.removeFirst();
    oldBytes -= oldest.size();
    if (Files.deleteIfExists(oldest.path())) deleted.add(oldest.size());
  }

  @GuardedBy("this")
  private void putAside() {
    DeadLetterFile file = current;
    current = null;
    if (file == null) return;
    add(file.path(), file.size());
    try {
      file.close();
    } catch (IOException e) {
      LOG.warn("{} could not be closed: {}", file.path(), e.toString());
    }
  }

  @GuardedBy("this")
  private void add(Path path, long size) {
    old.addLast(new Old(path, size));
    oldBytes += size;
  }

  private synchronized long bytes() {
    return oldBytes + (current == null ? 0 : current.size());
  }

  @Override
  public synchronized void close() {
    putAside();
  }
}
