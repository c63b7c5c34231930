package dev.sluice.sending;

import dev.sluice.component.Clock;
import dev.sluice.component.Deadline;
import dev.sluice.component.Exporter;
import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.data.Batch;
import dev.sluice.data.Bound;
import dev.sluice.data.Branch;
import dev.sluice.data.Outcome;
import dev.sluice.data.Tally;
import dev.sluice.sending.Answer.Division;
import dev.sluice.sending.deadletter.DeadLetters;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The sending chain, the same for every exporter that speaks to a backend:
 *
 * <pre>
 *   consume -> partition into lanes -> queue -> [ sender thread: cut to size -> push -> read answer ]
 *                                        ^                                               |
 *                                        +--- wait (retry), halves (too large, refused) -+--> settle
 * </pre>
 *
 * <p>Owns a batch from {@link #consume} until it is settled. Nothing waits in a thread: a lane that
 * backs off leaves its senders to the others.
 */
public final class SendingExporter implements Exporter {
  private static final Duration LAST_GRACE = Duration.ofSeconds(1);
  private static final Duration STORED_GRACE = Duration.ofSeconds(5);

  private final Push push;
  private final Branch branch;
  private final RetryConfig retry;
  private final @Nullable GatherConfig gather;
  private final SendingQueue queue;
  private final ExecutorService senders;
  private final Clock clock;
  private final SendingLog log;
  private final @Nullable DeadLetters deadLetters;

  /** What waits on disk; null: all of it waits in memory. */
  private final @Nullable Backlog backlog;

  /** Pumps when something may start that could not before. */
  private final Alarm alarm;

  /** Set by {@link #stop} when its deadline is over: from then on nothing is tried again. */
  private volatile boolean givenUp;

  private volatile boolean closed;

  /** The last push was not taken. */
  private volatile boolean failing;

  /** Takes what is not sent from here; null: nobody, it is dropped at the end. */
  private volatile @Nullable Exporter heir;

  public SendingExporter(
      Push push, Branch branch, QueueConfig queueConfig, RetryConfig retry, Settings settings) {
    this(
        push,
        branch,
        queueConfig,
        retry,
        settings,
        SenderThreads.create(
            "sluice-send-%s-%s".formatted(settings.id(), branch.signal().id()),
            queueConfig.numConsumers()));
  }

  /** With threads from outside, so that a test can run everything on its own. */
  SendingExporter(
      Push push,
      Branch branch,
      QueueConfig queueConfig,
      RetryConfig retry,
      Settings settings,
      ExecutorService senders) {
    this.push = push;
    this.branch = branch;
    this.retry = retry;
    this.clock = settings.clock();
    this.gather = gather(queueConfig, push);
    this.queue =
        new SendingQueue(
            queueConfig.numConsumers(), queueConfig.measure(), gather, push, retry, clock);
    this.log = new SendingLog(settings.id(), branch.signal(), clock);
    this.deadLetters =
        queueConfig.deadLetter() == null
            ? null
            : new DeadLetters(queueConfig.deadLetter(), settings, branch.signal());
    this.senders = senders;
    this.alarm = new Alarm(settings.timer(), clock, this::pump);
    this.backlog =
        Backlog.of(queueConfig.storage(), branch, settings, this::enqueue, () -> failing);
    Backlog onDisk = backlog;
    // With storage, what waits is bounded by the disk; memory holds a window of it.
    branch.boundBy(onDisk == null ? queueBound(queueConfig.capacity()) : onDisk);
    SendingMetrics.register(settings, branch, queue::size, queueConfig.capacity());
  }

  private Bound queueBound(long capacity) {
    return new Bound() {
      @Override
      public boolean isQueueFull() {
        return queue.size() >= capacity;
      }
    };
  }

  private static @Nullable GatherConfig gather(QueueConfig config, Push push) {
    if (config.gather() != null) return config.gather();
    return push.joinsWhatWaits() ? GatherConfig.AS_IT_COMES : null;
  }

  @Override
  public void start() throws StartException {
    openDeadLetters();
    push.start();
    if (backlog != null) backlog.start();
  }

  @Override
  public void startAfter(Exporter predecessor) throws StartException {
    boolean hasLog = predecessor instanceof SendingExporter before && before.backlog != null;
    if (backlog == null || !hasLog) {
      start();
      return;
    }
    openDeadLetters();
    push.start();
    backlog.startLater();
  }

  private void openDeadLetters() throws StartException {
    if (deadLetters == null) return;
    try {
      deadLetters.open();
    } catch (IOException e) {
      throw new StartException("cannot keep dead letters: " + e, e);
    }
  }

  @Override
  public void consume(Batch batch) {
    if (closed) {
      leave(batch);
    } else if (backlog != null && batch.items() > 0) {
      backlog.append(batch);
    } else {
      enqueue(batch);
    }
  }

  private void enqueue(Batch batch) {
    Map<String, List<Batch>> parts = new LinkedHashMap<>();
    try {
      push.partition(
          batch, (lane, part) -> parts.computeIfAbsent(lane, any -> new ArrayList<>()).add(part));
    } catch (RuntimeException fault) {
      // Nothing of it has been offered yet, so that it can still be settled as a whole.
      log.fault(batch, fault);
      batch.settle(Outcome.DROPPED_INTERNAL_ERROR);
      return;
    }
    parts.forEach((lane, laneParts) -> laneParts.forEach(part -> queue.offer(lane, part)));
    pump();
  }

  /** Starts whatever may start, and sets the timer for what may not yet. */
  private void pump() {
    if (heir != null) leave(queue.clear());
    for (Shipment next = queue.poll(); next != null; next = queue.poll()) {
      Shipment shipment = next;
      try {
        senders.execute(() -> attempt(shipment));
      } catch (RejectedExecutionException stopped) {
        leave(shipment);
      }
    }
    if (givenUp) {
      // What was offered or cut behind the back of stop() is not left waiting for ever.
      leave(queue.clear());
      return;
    }
    long wait = queue.waitNanos();
    if (wait != Long.MAX_VALUE) alarm.within(wait);
  }

  private void attempt(Shipment shipment) {
    boolean handled = false;
    try {
      if (givenUp) {
        leave(shipment);
      } else {
        handle(shipment);
      }
      handled = true;
    } catch (RuntimeException fault) {
      log.fault(shipment.batch, fault);
    } finally {
      try {
        if (!handled) settle(shipment, Outcome.DROPPED_INTERNAL_ERROR);
      } finally {
        pump();
      }
    }
  }

  private void handle(Shipment shipment) {
    Batch batch = shipment.batch;
    Push sender = shipment.lane.push;
    int fitting = fitting(batch, sender.maxBatchBytes());
    if (fitting < batch.items()) {
      queue.replace(shipment, batch.splitAt(fitting));
      return;
    }
    Answer answer = sender.push(batch);
    switch (answer.kind()) {
      case DONE -> done(shipment, answer);
      case RETRY, RATE_LIMITED -> retryLater(shipment, answer, false);
      case MISCONFIGURED -> retryLater(shipment, answer, true);
      case TOO_LARGE -> tooLarge(shipment, answer);
      case DIVIDED -> divided(shipment, answer);
      case REFUSED -> refused(shipment, answer, batch.isMerged());
      case ITEM_REFUSED -> refused(shipment, answer, true);
    }
  }

  /** How many of its items may be sent at once; at least one. */
  private int fitting(Batch batch, long maxBytes) {
    int items = batch.items();
    if (gather != null) items = gather.itemsWithin(batch);
    if (batch.bytes() <= maxBytes) return items;
    long inBytes = (long) ((double) batch.items() * maxBytes / batch.bytes());
    return (int) Math.min(items, Math.max(1, Math.min(inBytes, batch.items() - 1)));
  }

  private void done(Shipment shipment, Answer answer) {
    Tally tally = answer.tally();
    if (!tally.exceptions().isEmpty()) log.partly(shipment.batch, tally, answer.cause());
    failing = false;
    shipment.batch.settle(tally);
    shipment.wasTaken();
    if (queue.answered(shipment)) log.recovered();
  }

  private void retryLater(Shipment shipment, Answer answer, boolean slow) {
    failing = true;
    Outcome end = endOfRetries(shipment);
    if (end != null) {
      giveUp(shipment.batch, answer, end);
      if (end == Outcome.DROPPED_RETRY_TIMEOUT) {
        queue.gaveUp(shipment, answer.retryAfter(), slow);
      } else {
        queue.abandoned(shipment);
      }
    } else {
      boolean isPaced = answer.kind() == Answer.Kind.RATE_LIMITED;
      Duration wait =
          isPaced
              ? queue.limited(shipment, answer.retryAfter(), answer.bytesPerSecond())
              : queue.failed(shipment, answer.retryAfter(), slow);
      if (isPaced) {
        log.pacing(shipment.batch, answer.cause(), wait);
      } else {
        log.retrying(shipment.batch, answer.cause(), wait, slow);
      }
    }
  }

  /** What ends the retries of a shipment; null if it is to be tried again. */
  private @Nullable Outcome endOfRetries(Shipment shipment) {
    if (givenUp || heir != null) return Outcome.DROPPED_SHUTDOWN;
    if (!retry.enabled()) return Outcome.DROPPED_NO_RETRY;
    long age = clock.nanoTime() - shipment.firstAttemptAt;
    return retry.isElapsed(age) ? Outcome.DROPPED_RETRY_TIMEOUT : null;
  }

  private void giveUp(Batch batch, Answer answer, Outcome end) {
    if (end == Outcome.DROPPED_SHUTDOWN) {
      leave(batch);
      return;
    }
    if (end == Outcome.DROPPED_NO_RETRY) {
      log.givenUp(batch, answer.cause(), "retry_on_failure is off");
    } else if (end == Outcome.DROPPED_RETRY_TIMEOUT) {
      log.givenUp(batch, answer.cause(), "max_elapsed_time is over");
    }
    keepDeadLetter(batch, end, answer.cause());
    batch.settle(end);
  }

  private void keepDeadLetter(Batch batch, Outcome end, String cause) {
    if (deadLetters != null) deadLetters.keep(batch, end, cause);
  }

  /** Only the part that is held back is charged with the failure. */
  private void divided(Shipment shipment, Answer answer) {
    Division division = Objects.requireNonNull(answer.division());
    // Where ever more has to be taken out, the whole waits.
    Batch rest = division.rest() != null && shipment.maySearch() ? division.rest() : null;
    Batch held = rest == null ? shipment.batch : division.held();
    Outcome end = endOfRetries(shipment);
    if (end == null) {
      Duration wait = queue.divide(shipment, rest, division.lane(), held, answer.retryAfter());
      log.retrying(held, answer.cause(), wait, false);
      return;
    }
    giveUp(held, answer, end);
    if (rest == null) {
      queue.abandoned(shipment);
    } else {
      queue.replace(shipment, List.of(rest));
    }
  }

  private void tooLarge(Shipment shipment, Answer answer) {
    Batch batch = shipment.batch;
    if (batch.items() > 1) {
      queue.replace(shipment, batch.splitAt(batch.items() / 2));
    } else {
      log.rejected(batch, answer.cause());
      keepDeadLetter(batch, Outcome.REJECTED_TOO_LARGE, answer.cause());
      settleAnswered(shipment, Outcome.REJECTED_TOO_LARGE);
    }
  }

  /**
   * Clients share a batch, and one of them may have spoiled it: the halves are sent alone, until
   * the part at fault is one client's request (or one item, if the backend judges items) or the
   * budget for the search is used up.
   */
  private void refused(Shipment shipment, Answer answer, boolean cut) {
    Batch batch = shipment.batch;
    if (cut && batch.items() > 1 && shipment.maySearch()) {
      queue.replace(shipment, batch.splitAt(batch.items() / 2));
    } else {
      log.rejected(batch, answer.cause());
      keepDeadLetter(batch, answer.outcome(), answer.cause());
      settleAnswered(shipment, answer.outcome());
    }
  }

  private void settleAnswered(Shipment shipment, Outcome outcome) {
    failing = false;
    shipment.batch.settle(outcome);
    if (queue.answered(shipment)) log.recovered();
  }

  private void settle(Shipment shipment, Outcome outcome) {
    try {
      shipment.batch.settle(outcome);
    } finally {
      queue.abandoned(shipment);
    }
  }

  @Override
  public void handOverTo(Exporter successor) {
    inherit(successor);
    closed = true;
    if (backlog != null) {
      backlog.pause();
      leave(backlog.giveUpWaiting());
    }
    pump();
  }

  /**
   * Goes on sending until nothing is left or the deadline is over; what is left then is dropped, or
   * handed over, but for what is on disk, which stays there.
   */
  @Override
  public void stop(Deadline deadline) {
    closed = true;
    queue.hurry();
    pump();
    boolean interrupted = !awaitEmpty(deadline);
    List<Batch> waiting = queue.clear();
    givenUp = true;
    push.abort();
    // What was handed to the threads and not begun is under way: nobody else would settle it.
    senders.shutdownNow().forEach(Runnable::run);
    if (!interrupted) awaitEmpty(LAST_GRACE.toNanos());
    // Behind what was under way, as it was in its lane.
    leave(waiting);
    leave(queue.clear());
    closeBacklog();
    leave(queue.clear());
    if (deadLetters != null) deadLetters.close();
    log.stopped(branch.account());
  }

  /** Before or after {@link #takeOver}, not while it is decided whose the storage is. */
  private synchronized void inherit(Exporter successor) {
    heir = successor;
  }

  private void closeBacklog() {
    if (backlog == null) return;
    long queued = backlog.close(STORED_GRACE.toNanos());
    if (queued < 0 || heir == null) return;
    if (heir instanceof SendingExporter successor) {
      successor.takeOver(queued);
    } else {
      branch.account().leaveStored(queued);
    }
  }

  /** The storage is free: it belongs to whoever came last. */
  private synchronized void takeOver(long queued) {
    if (heir instanceof SendingExporter successor) {
      successor.takeOver(queued);
    } else if (backlog != null) {
      backlog.takeOver(queued);
    } else {
      branch.account().leaveStored(queued);
    }
  }

  /** What is on disk keeps, so that a backend that is away is not waited for as long. */
  private boolean awaitEmpty(Deadline deadline) {
    if (backlog == null) return awaitEmpty(deadline.remainingNanos());
    Deadline earlier = deadline.atMost(STORED_GRACE);
    try {
      backlog.awaitDrained(earlier);
      backlog.pause();
      return awaitEmpty(earlier.remainingNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean awaitEmpty(long nanos) {
    try {
      queue.awaitEmpty(nanos);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void leave(List<Batch> batches) {
    batches.forEach(this::leave);
  }

  private void leave(Shipment shipment) {
    try {
      leave(shipment.batch);
    } finally {
      queue.abandoned(shipment);
    }
  }

  /** Nothing is sent from here any more: what is on disk stays there. */
  private void leave(Batch batch) {
    Exporter successor = heir;
    if (backlog != null && batch.isOfLog()) {
      batch.leave(Outcome.DROPPED_SHUTDOWN, backlog::leave);
    } else if (successor == null) {
      batch.settle(Outcome.DROPPED_SHUTDOWN);
    } else {
      successor.consume(batch);
    }
  }
}
