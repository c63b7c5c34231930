package dev.sluice.cli;

import dev.sluice.component.Clock;
import dev.sluice.net.tls.TlsException;
import dev.sluice.otlp.Signal;
import dev.sluice.sending.StoredQueue;
import dev.sluice.sending.StoredRequest;
import dev.sluice.sending.storage.OfflineLog;
import dev.sluice.sending.storage.Settlement;
import dev.sluice.sending.storage.StoredRecord;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/**
 * {@code queue drain}: sends what waits in a storage's directory to an OTLP receiver, in its order,
 * and gives each record its end when the answer is there. It may be ended at any time and begun
 * again: at most the request that was under way is sent twice. What the receiver refuses stays,
 * unless the operator says otherwise. A receiver without room is waited for, as long as it says,
 * but not for ever.
 */
final class QueueDrain {
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final Duration BETWEEN_WORDS = Duration.ofSeconds(5);

  /** Header names that would say something else about this request than about the sender's. */
  private static final Set<String> NOT_KEPT =
      Set.of("host", "content-length", "content-type", "content-encoding", "transfer-encoding");

  private final PrintStream out;
  private final PrintStream err;
  private final Clock clock;
  private final Pause pause;

  private final Set<String> keptHeaders = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
  private final Set<String> leftHeaders = new TreeSet<>();
  private long maxWaitNanos;
  private boolean discardsRefused;

  private long sentRequests;
  private long delivered;
  private long rejected;
  private long left;
  private long corrupt;
  private long nextWord;

  /** Lets time pass. */
  interface Pause {
    void nanos(long nanos) throws InterruptedException;
  }

  QueueDrain(PrintStream out, PrintStream err, Clock clock, Pause pause) {
    this.out = out;
    this.err = err;
    this.clock = clock;
    this.pause = pause;
  }

  int run(ParseResult command) {
    maxWaitNanos =
        Duration.ofSeconds(command.matchedOptionValue(CommandLineSpec.MAX_WAIT, 60)).toNanos();
    discardsRefused = command.hasMatchedOption(CommandLineSpec.DISCARD_REFUSED);
    List<String> kept = command.matchedOptionValue(CommandLineSpec.KEEP_HEADER, List.of());
    keptHeaders.addAll(kept);
    String directory = command.matchedPositionalValue(0, "");
    List<String> exporters = command.matchedOptionValue(CommandLineSpec.EXPORTER, List.of());
    try (OtlpPost post = OtlpPost.of(command, err)) {
      if (post == null) return ExitCode.USAGE;
      List<StoredQueue> found = QueueDirectory.read(directory, err);
      if (found == null) return ExitCode.USAGE;
      List<StoredQueue> chosen = choose(found, exporters);
      return chosen == null ? ExitCode.USAGE : drain(chosen, post);
    } catch (TlsException e) {
      err.printf("error: %s%n", e.getMessage());
    } catch (IOException e) {
      err.printf("error: %s cannot be read: %s%n", directory, e);
    }
    return ExitCode.FAILED;
  }

  /** Null: it is not clear which are meant, which was said. */
  private @Nullable List<StoredQueue> choose(List<StoredQueue> found, List<String> exporters) {
    Set<String> names = new LinkedHashSet<>();
    for (StoredQueue queue : found) names.add(queue.exporter());
    Set<String> wanted = new LinkedHashSet<>();
    for (String exporter : exporters) wanted.add(exporter.toLowerCase(Locale.ROOT));
    for (String exporter : wanted) {
      if (names.contains(exporter)) continue;
      err.printf(
          "error: --exporter %s: nothing is stored for it; there is: %s%n",
          exporter, String.join(", ", names));
      return null;
    }
    if (!wanted.isEmpty()) {
      return found.stream().filter(queue -> wanted.contains(queue.exporter())).toList();
    }
    var bySignal = new EnumMap<Signal, StoredQueue>(Signal.class);
    for (StoredQueue queue : found) {
      StoredQueue other = bySignal.put(queue.signal(), queue);
      if (other == null) continue;
      err.printf(
          "error: both '%s' and '%s' have stored %s, perhaps the same: say which, with --exporter,"
              + " once or several times%n",
          other.exporter(), queue.exporter(), queue.signal().id());
      return null;
    }
    return found;
  }

  private int drain(List<StoredQueue> queues, OtlpPost post) {
    nextWord = clock.nanoTime() + BETWEEN_WORDS.toNanos();
    String trouble = null;
    for (StoredQueue queue : queues) {
      nameWhatIsElsewhere(queue);
      trouble = drain(queue, post);
      if (trouble != null) {
        err.printf("error: %s %s: %s%n", queue.exporter(), queue.signal().id(), trouble);
        break;
      }
    }
    out.printf(
        "sent %d requests: %d items delivered, %d rejected; %d refused and left, %d damaged%n",
        sentRequests, delivered, rejected, left, corrupt);
    if (!leftHeaders.isEmpty()) {
      err.printf(
          "warning: not sent along: %s; what the senders said there is kept with --keep-header%n",
          String.join(", ", leftHeaders));
    }
    if (trouble == null && left == 0) return ExitCode.OK;
    err.println(
        left > 0 && trouble == null
            ? "What was refused is still there; --discard-refused removes it."
            : "What is left is still there; the same command goes on with it.");
    return ExitCode.FAILED;
  }

  /** A gateway would have sent that first; here only what was named is sent. */
  private void nameWhatIsElsewhere(StoredQueue queue) {
    QueueInspect.Formers formers = QueueInspect.Formers.of(queue);
    if (formers.trouble() != null) err.printf("warning: %s%n", formers.trouble());
    for (Path former : formers.directories()) {
      err.printf(
          "warning: %s %s: older data may be in %s, which is not sent herewith%n",
          queue.exporter(), queue.signal().id(), former);
    }
  }

  /** Null: all of it was tried. Otherwise why the rest was not. */
  private @Nullable String drain(StoredQueue queue, OtlpPost post) {
    try (OfflineLog log = OfflineLog.open(queue.directory(), clock::epochMillis)) {
      String trouble = null;
      StoredRecord record = log.next();
      while (record != null && trouble == null) {
        trouble = send(queue, log, record, post);
        progress(queue, log);
        if (trouble == null) record = log.next();
      }
      corrupt += log.corruptItems();
      return trouble;
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "stopped";
    }
  }

  private @Nullable String send(
      StoredQueue queue, OfflineLog log, StoredRecord record, OtlpPost post)
      throws InterruptedException {
    StoredRequest stored = StoredRequest.of(record);
    if (stored == null) {
      log.settle(record.seq(), Settlement.dropped(record.items()));
      corrupt += record.items();
      return null;
    }
    OtlpPost.Reply reply = ask(queue, stored, post);
    sentRequests++;
    switch (reply.kind()) {
      case TAKEN -> {
        int refused = (int) Math.min(reply.rejected(), record.items());
        settle(log, record, refused);
        if (refused > 0)
          say(queue, record, "of which %d were not taken: %s".formatted(refused, reply.words()));
      }
      case REFUSED -> {
        say(queue, record, "refused: " + reply.words());
        if (discardsRefused) {
          settle(log, record, record.items());
        } else {
          left += record.items();
        }
      }
      case BUSY, WRONG -> {
        sentRequests--;
        return reply.words();
      }
    }
    return null;
  }

  private void settle(OfflineLog log, StoredRecord record, int refused) {
    log.settle(record.seq(), new Settlement(record.items() - refused, refused, 0));
    delivered += record.items() - refused;
    rejected += refused;
  }

  /** Asks until there is an answer that says more than "later", or the patience ends. */
  private OtlpPost.Reply ask(StoredQueue queue, StoredRequest stored, OtlpPost post)
      throws InterruptedException {
    Map<String, String> headers = headers(stored);
    long end = clock.nanoTime() + maxWaitNanos;
    long wait = FIRST_WAIT.toNanos();
    while (true) {
      OtlpPost.Reply reply = post.send(queue.signal(), stored.request(), headers);
      if (reply.kind() != OtlpPost.Kind.BUSY) return reply;
      Duration said = reply.after();
      long next = said == null ? wait : Math.max(said.toNanos(), FIRST_WAIT.toNanos());
      if (clock.nanoTime() + next - end > 0) return reply;
      err.printf("waiting %d s: %s%n", Duration.ofNanos(next).toSeconds(), reply.words());
      pause.nanos(next);
      wait = Math.min(wait * 2, LONGEST_WAIT.toNanos());
    }
  }

  private Map<String, String> headers(StoredRequest stored) {
    var headers = new LinkedHashMap<String, String>();
    stored
        .metadata()
        .headers()
        .forEach(
            (name, values) -> {
              boolean isKept = keptHeaders.contains(name) && !NOT_KEPT.contains(name);
              if (isKept && !values.isEmpty()) {
                headers.put(name, String.join(",", values));
              } else if (!NOT_KEPT.contains(name)) {
                leftHeaders.add(name);
              }
            });
    return headers;
  }

  private void say(StoredQueue queue, StoredRecord record, String what) {
    err.printf(
        "%s: %s of %s, %s%n",
        queue.exporter(),
        queue.signal().count(record.items()),
        QueueInspect.time(record.enqueuedMillis()),
        what);
  }

  private void progress(StoredQueue queue, OfflineLog log) {
    if (clock.nanoTime() - nextWord < 0) return;
    nextWord = clock.nanoTime() + BETWEEN_WORDS.toNanos();
    log.flush();
    err.printf(
        "%s %s: %d items delivered, %d still wait%n",
        queue.exporter(), queue.signal().id(), delivered, log.view().openItems());
  }
}
