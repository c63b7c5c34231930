package dev.sluice.sending;

import dev.sluice.component.Clock;
import dev.sluice.config.ComponentId;
import dev.sluice.data.Account;
import dev.sluice.data.Batch;
import dev.sluice.data.Outcome;
import dev.sluice.data.Tally;
import dev.sluice.otlp.Signal;
import dev.sluice.telemetry.Bulletin;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one exporter says about its backend: who, how much, why, and what happens next. Each kind of
 * trouble at once, then one line in ten seconds; the end of trouble once. Any thread.
 */
final class SendingLog {
  private static final Logger LOG = LoggerFactory.getLogger(SendingExporter.class);

  private final ComponentId id;
  private final Signal signal;
  private final Clock clock;
  private final Bulletin retries;
  private final Bulletin misconfigurations;
  private final Bulletin losses;
  private final Bulletin searches;

  /** When the present trouble began; 0 is none. */
  private final AtomicLong troubleSince = new AtomicLong();

  SendingLog(ComponentId id, Signal signal, Clock clock) {
    this.id = id;
    this.signal = signal;
    this.clock = clock;
    this.retries = new Bulletin(clock::nanoTime);
    this.misconfigurations = new Bulletin(clock::nanoTime);
    this.losses = new Bulletin(clock::nanoTime);
    this.searches = new Bulletin(clock::nanoTime);
  }

  /** A backend that sets the pace is not away: there is no end of it to be told. */
  void pacing(Batch batch, String cause, Duration wait) {
    retries.warn(LOG, () -> "%s: %s; retrying in %s".formatted(about(batch), cause, text(wait)));
  }

  void retrying(Batch batch, String cause, Duration wait, boolean misconfigured) {
    troubleSince.compareAndSet(0, Math.max(1, clock.epochMillis()));
    if (misconfigured) {
      misconfigurations.error(
          LOG,
          () ->
              "%s: %s; kept, and tried again every %s until somebody mends it"
                  .formatted(about(batch), cause, text(wait)));
    } else {
      retries.warn(LOG, () -> "%s: %s; retrying in %s".formatted(about(batch), cause, text(wait)));
    }
  }

  void recovered() {
    long since = troubleSince.getAndSet(0);
    if (since == 0) return;
    Duration time = Duration.ofMillis(Math.max(0, clock.epochMillis() - since));
    LOG.info("exporter '{}' ({}): accepting again after {}", id, signal.id(), text(time));
  }

  void partly(Batch batch, Tally tally, String cause) {
    losses.warn(
        LOG, () -> "%s: %s %s; not sent again".formatted(about(batch), words(tally), cause));
  }

  void rejected(Batch batch, String cause) {
    losses.error(LOG, () -> "%s: rejected: %s; not sent again".formatted(about(batch), cause));
  }

  /** As {@link #rejected}, though there may be good ones among them; said beside other losses. */
  void rejectedUnsearched(Batch batch, String cause) {
    searches.error(LOG, () -> "%s: rejected: %s; not sent again".formatted(about(batch), cause));
  }

  void givenUp(Batch batch, String cause, String why) {
    losses.error(LOG, () -> "%s: dropped, since %s: %s".formatted(about(batch), why, cause));
  }

  void fault(Batch batch, RuntimeException fault) {
    LOG.error("{}: dropped by a fault of the gateway", about(batch), fault);
  }

  void stopped(Account account) {
    long lost = account.settled(Outcome.DROPPED_SHUTDOWN);
    if (lost > 0) {
      LOG.error(
          "exporter '{}': {} dropped, since the backend did not take them before the deadline",
          id,
          signal.count(lost));
    }
  }

  private String about(Batch batch) {
    return "exporter '%s': %s".formatted(id, batch.signal().count(batch.items()));
  }

  private static String words(Tally tally) {
    var words = new StringBuilder();
    tally
        .exceptions()
        .forEach(
            (outcome, items) -> {
              if (words.length() > 0) words.append(", ");
              words
                  .append(items)
                  .append(' ')
                  .append(outcome.kind().name().toLowerCase(Locale.ROOT));
              words.append(" (").append(outcome.reason()).append(')');
            });
    return words.toString();
  }

  /** {@code 250ms}, {@code 5s}, {@code 3m 12s}. */
  private static String text(Duration time) {
    if (time.toMillis() < 1000) return time.toMillis() + "ms";
    if (time.toSeconds() < 60)
      return "%.1fs".formatted(time.toMillis() / 1000.0).replace(".0s", "s");
    return "%dm %ds".formatted(time.toMinutes(), time.toSecondsPart());
  }
}
