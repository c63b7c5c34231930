package dev.sluice.exporter.loki;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.sluice.exporter.loki.GuardConfig.Action;
import dev.sluice.telemetry.Bulletin;
import dev.sluice.wire.ByteSlice;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches how many values each label has and how many streams there are, since every combination is
 * a stream that Loki keeps open, and says which label is at fault and whose. Sees each stream of a
 * push once, so that it costs nothing per record. Any thread.
 *
 * <p>Bounded: {@value #MAX_LABELS} label names, 4 KiB for each. Where there are more, the one with
 * the fewest values makes room, once a push, so that nobody fills the places with names that mean
 * nothing; of several the one that was not seen for the longest, so that labels of every push do
 * not take their place back from a new one again and again.
 */
final class CardinalityGuard {
  private static final Logger LOG = LoggerFactory.getLogger(CardinalityGuard.class);
  private static final int MAX_LABELS = 64;
  private static final ByteSlice JOB = ByteSlice.utf8("job");
  private static final ByteSlice SERVICE_NAME = ByteSlice.utf8("service_name");

  private static final String DEMOTED = "it is no label any more, until the next start";
  private static final String ADVICE =
      "each value is a stream of its own: take it out of the hints, or set cardinality_guard::action to demote";

  private final String exporter;
  private final GuardConfig config;
  private final LongSupplier nanoTime;
  private final Consumer<ByteSlice> demote;
  private final long startedAt;
  private final long halfNanos;
  private final long seed;
  private final Bulletin streamNews;

  /** The one seen last stands last. */
  @GuardedBy("this")
  private final Map<ByteSlice, Watch> labels = new LinkedHashMap<>(16, 0.75f, true);

  @GuardedBy("this")
  private final Distinct streams = new Distinct();

  @GuardedBy("this")
  private final Set<ByteSlice> demoted = new HashSet<>();

  /** Whether there was no place for a label of the present push. */
  @GuardedBy("this")
  private boolean isFull;

  /** One label. */
  private record Watch(Distinct values, Bulletin news) {}

  /**
   * @param exporter its id, for the log
   * @param demote called once for each label that is to be none any more
   */
  CardinalityGuard(
      String exporter, GuardConfig config, LongSupplier nanoTime, Consumer<ByteSlice> demote) {
    this.exporter = exporter;
    this.config = config;
    this.nanoTime = nanoTime;
    this.demote = demote;
    this.startedAt = nanoTime.getAsLong();
    this.halfNanos = Math.max(1, config.window().toNanos() / 2);
    this.seed = ThreadLocalRandom.current().nextLong();
    this.streamNews = new Bulletin(nanoTime);
  }

  /** Looks at the streams of the push that was encoded last. */
  synchronized void look(LokiPushEncoder encoder) {
    if (config.maxValuesPerLabel() == 0 && config.maxStreams() == 0) return;
    long half = (nanoTime.getAsLong() - startedAt) / halfNanos;
    encoder.forEachStream(stream -> count(stream, half));
    judge(encoder, half);
  }

  private synchronized void count(ByteSlice stream, long half) {
    byte[] array = stream.array();
    streams.add(Sketch.hash(array, stream.offset(), stream.end(), seed), half);
    for (var label = new LabelCursor(stream); label.next(); ) {
      Watch watch = labels.get(label.name());
      if (watch == null) {
        if (demoted.contains(label.name())) continue;
        if (labels.size() >= MAX_LABELS) {
          isFull = true;
          continue;
        }
        watch = new Watch(new Distinct(), new Bulletin(nanoTime));
        labels.put(ByteSlice.of(label.name().toByteArray()), watch);
      }
      watch.values.add(Sketch.hash(array, label.valueFrom(), label.valueTo(), seed), half);
    }
  }

  private synchronized void judge(LokiPushEncoder encoder, long half) {
    ByteSlice richest = ByteSlice.EMPTY;
    long most = 0;
    for (Map.Entry<ByteSlice, Watch> label : labels.entrySet()) {
      long values = label.getValue().values.estimate(half);
      if (values >= most) {
        most = values;
        richest = label.getKey();
      }
      if (config.maxValuesPerLabel() > 0 && values > config.maxValuesPerLabel()) {
        exploded(label.getKey(), label.getValue(), values, encoder);
      }
    }
    labels.keySet().removeAll(demoted);
    if (isFull) forgetPoorest(half);
    long count = streams.estimate(half);
    if (config.maxStreams() > 0 && count > config.maxStreams()) {
      String label = richest.utf8();
      String whose = service(richest, encoder);
      long values = most;
      streamNews.warn(
          LOG,
          () ->
              "exporter '%s': about %,d streams within %s, more than %,d; the label with the most values is `%s` with about %,d, for example of %s"
                  .formatted(exporter, count, window(), config.maxStreams(), label, values, whose));
    }
  }

  private synchronized void forgetPoorest(long half) {
    isFull = false;
    labels.entrySet().stream()
        .min(Comparator.comparingLong(label -> label.getValue().values.estimate(half)))
        .ifPresent(poorest -> labels.remove(poorest.getKey()));
  }

  private void exploded(ByteSlice label, Watch watch, long values, LokiPushEncoder encoder) {
    boolean isDemoted = config.action() == Action.DEMOTE;
    watch.news.warn(
        LOG,
        () ->
            "exporter '%s': label `%s` had about %,d values within %s, more than %,d, for example of %s; %s"
                .formatted(
                    exporter,
                    label.utf8(),
                    values,
                    window(),
                    config.maxValuesPerLabel(),
                    service(label, encoder),
                    isDemoted ? DEMOTED : ADVICE));
    if (!isDemoted) return;
    demote(label);
  }

  private synchronized void demote(ByteSlice label) {
    if (demoted.add(label)) demote.accept(label);
  }

  private String window() {
    long seconds = config.window().toSeconds();
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  /** Who has a stream with that label, as far as its labels tell. */
  private static String service(ByteSlice label, LokiPushEncoder encoder) {
    var found = new String[] {"a service without a name"};
    encoder.forEachStream(
        stream -> {
          String service = "";
          boolean isMeant = false;
          for (var cursor = new LabelCursor(stream); cursor.next(); ) {
            ByteSlice name = cursor.name();
            isMeant |= name.equals(label);
            if (name.equals(JOB) || name.equals(SERVICE_NAME)) {
              service = "%s=\"%s\"".formatted(name.utf8(), cursor.value().utf8());
            }
          }
          if (isMeant && !service.isEmpty()) found[0] = service;
        });
    return found[0];
  }
}
