package dev.sluice.sending;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.sluice.component.Clock;
import dev.sluice.component.Deadline;
import dev.sluice.component.Exporter;
import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.data.Batch;
import dev.sluice.data.Bound;
import dev.sluice.data.Branch;
import dev.sluice.data.Company;
import dev.sluice.data.Outcome;
import dev.sluice.sending.Succession.Place;
import dev.sluice.sending.deadletter.DeadLetters;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * backs off leaves its senders to the others. One whose lanes keep their order, or that reads on
 * from another's files, begins when the one in whose place it comes has ended.
 */
public final class SendingExporter implements Exporter {
  private static final Duration LAST_GRACE = Duration.ofSeconds(1);
  private static final Duration STORED_GRACE = Duration.ofSeconds(5);

  /** What a predecessor may need beyond its deadline until it has passed on what it had. */
  private static final Duration TURN_GRACE = Duration.ofSeconds(2);

  private final Push push;
  private final Branch branch;
  private final SendingQueue queue;
  private final ExecutorService senders;
  private final Attempt attempt;
  private final Remains remains;
  private final SendingLog log;
  private final Gauges gauges;
  private final @Nullable DeadLetters deadLetters;

  /** What waits on disk. */
  private final Backlogs backlogs;

  /** Pumps when something may start that could not before. */
  private final Alarm alarm;

  /** What waits for the end of the one in whose place this one comes. */
  private final Succession succession;

  private final Turn turn;

  /**
   * Held while what waits here goes to a successor, so that it goes in order. May be taken under
   * the lock of {@link #succession}, never the other way round.
   */
  private final Object handing = new Object();

  @GuardedBy("handing")
  private boolean hasHandedOn;

  private volatile boolean closed;

  /** Held while what is left is passed on and the files are closed. */
  private final Object closing = new Object();

  @GuardedBy("closing")
  private boolean isOver;

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
    Clock clock = settings.clock();
    GatherConfig gather = gather(queueConfig, push);
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
    long capacity = queueConfig.capacity();
    this.backlogs =
        new Backlogs(
            queueConfig.storage(),
            branch,
            settings,
            this::enqueue,
            this::isFailing,
            log -> queueConfig.storage() != null || mayReadOlder(log, queueConfig),
            push.maxUnderWay() == 1);
    this.remains = new Remains(push, queue);
    this.succession = new Succession(queueConfig.measure());
    this.turn =
        new Turn(succession, remains, backlogs, push.maxUnderWay() == 1, this::goOn, this::pump);
    this.attempt = new Attempt(queue, retry, gather, log, deadLetters, remains, clock);
    // With storage, what waits is bounded by the disk; memory holds a window of it.
    branch.boundBy(queueConfig.storage() == null ? queueBound(capacity) : backlogs);
    this.gauges = SendingMetrics.register(settings, branch, this::queueSize, capacity);
  }

  /**
   * Where what is new waits in memory, what is read of an older log has half of the queue, however
   * much is new: neither keeps the other waiting for ever. Something of it is always under way.
   */
  private boolean mayReadOlder(Backlog log, QueueConfig config) {
    long inMemory = log.inMemory(config.measure());
    if (inMemory == 0) return true;
    boolean isFull = branch.reservedBytes() >= branch.capacityBytes();
    return !isFull && inMemory < Math.max(1, config.capacity() / 2);
  }

  private boolean isFailing() {
    return attempt.isFailing();
  }

  private Bound queueBound(long capacity) {
    return new Bound() {
      @Override
      public boolean isQueueFull() {
        return queueSize() >= capacity;
      }
    };
  }

  private long queueSize() {
    return queue.size() + succession.size();
  }

  private static @Nullable GatherConfig gather(QueueConfig config, Push push) {
    if (config.gather() != null) return config.gather();
    return push.joinsWhatWaits() ? GatherConfig.AS_IT_COMES : null;
  }

  @Override
  public void start() throws StartException {
    openDeadLetters();
    push.start();
    backlogs.start();
  }

  @Override
  public void startAfter(Exporter other) throws StartException {
    turn.comesAfter(other);
    if (!(other instanceof SendingExporter before)) {
      start();
      return;
    }
    boolean waits = before.backlogs.holdsAny() || push.maxUnderWay() == 1;
    if (waits) turn.await();
    openDeadLetters();
    push.start();
    backlogs.startBeside(before.backlogs);
    if (!waits) backlogs.begin(List.of(), true, () -> {});
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
    take(Place.CAME_HERE, batch);
  }

  /** From a predecessor, or from the pipelines. */
  void take(Place place, Batch batch) {
    if (succession.keep(place, batch)) return;
    if (closed) {
      // Where another goes on, that came before whatever comes to the other.
      remains.leave(place == Place.CAME_HERE ? Place.HANDED_ON : place, batch);
    } else {
      admit(batch);
    }
  }

  private void admit(Batch batch) {
    if (batch.items() > 0) {
      backlogs.append(batch);
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
    // What somebody waits for does not wait for others.
    Company company = batch.company() == null || batch.isWaitedFor() ? null : batch.company();
    parts.forEach((lane, laneParts) -> laneParts.forEach(part -> queue.offer(lane, part, company)));
    pump();
  }

  /** Starts whatever may start, and sets the timer for what may not yet. */
  private void pump() {
    if (remains.haveHeir()) handOn();
    for (Shipment next = queue.poll(); next != null; next = queue.poll()) {
      Shipment shipment = next;
      try {
        senders.execute(() -> attempt(shipment));
      } catch (RejectedExecutionException stopped) {
        leave(shipment);
      }
    }
    if (remains.isGivenUp()) {
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
      if (remains.isGivenUp()) {
        leave(shipment);
      } else {
        attempt.make(shipment);
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

  private void settle(Shipment shipment, Outcome outcome) {
    try {
      shipment.batch.settle(outcome);
    } finally {
      queue.abandoned(shipment);
    }
  }

  @Override
  public void handOverTo(Exporter successor) {
    turn.inherit(successor);
    backlogs.pause();
    remains.tellWaits();
    handOn();
    closed = true;
    succession.release(batch -> remains.leave(Place.HANDED_ON, batch));
    // It may have ended already, where nobody was to come in its place at first.
    turn.pass();
  }

  /** The predecessor's backend may have asked for a pause. */
  void resume(Destination destination, Waits waits) {
    if (!destination.equals(push.destination())) return;
    queue.resume(waits);
    // Waits may come late, when another one has its turn.
    if (remains.haveHeir()) remains.tellWaits();
    pump();
  }

  @Override
  public void dismiss() {
    turn.dismiss();
  }

  /**
   * What waits goes to the successor, and in front of that, later, what is put back in parts of
   * what is under way.
   */
  private void handOn() {
    synchronized (handing) {
      List<Shipment> waiting = queue.close();
      if (hasHandedOn) {
        leave(waiting);
      } else {
        hasHandedOn = true;
        waiting.forEach(shipment -> remains.leave(Place.HANDED_ON, shipment.batch));
      }
    }
  }

  private void leave(List<Shipment> waiting) {
    for (Shipment shipment : waiting) {
      remains.leave(shipment.attempts > 0 ? Place.CAME_BACK : Place.HANDED_ON, shipment.batch);
    }
  }

  /** The predecessor has ended, and left that on disk. */
  void begin(List<Backlog.Left> logs) {
    turn.begin(logs);
  }

  /** What comes from now on, and came before, is not held back any more. */
  private void goOn() {
    succession.release(this::admit);
    pump();
  }

  /**
   * Goes on sending until nothing is left or the deadline is over; what is left then is dropped, or
   * handed over, but for what is on disk, which stays there. A successor begins with that.
   */
  @Override
  public void stop(Deadline deadline) {
    try {
      end(deadline);
    } finally {
      turn.ended();
      if (turn.isDismissed() || remains.haveHeir()) forgetMetrics();
    }
  }

  /** At the end of the process they stay, for whoever looks at it last. */
  private void forgetMetrics() {
    gauges.forget();
    backlogs.forgetMetrics();
  }

  /** A shutdown may come upon what a reload has stopped already: the files are closed once. */
  private void end(Deadline deadline) {
    closed = true;
    queue.hurry();
    pump();
    boolean interrupted = !awaitEmpty(deadline);
    synchronized (closing) {
      if (!isOver) close(interrupted);
      isOver = true;
    }
  }

  @GuardedBy("closing")
  private void close(boolean interrupted) {
    List<Shipment> waiting = queue.clear();
    remains.giveUp();
    push.abort();
    // What was handed to the threads and not begun is under way: nobody else would settle it.
    senders.shutdownNow().forEach(Runnable::run);
    if (!interrupted) awaitEmpty(LAST_GRACE.toNanos());
    // Behind what was under way, as it was in its lane.
    leave(waiting);
    leave(queue.clear());
    succession.release(this::keepOrLeave);
    backlogs.close();
    if (turn.isUndone()) backlogs.forget();
    leave(queue.clear());
    if (deadLetters != null) deadLetters.close();
    log.stopped(branch.account());
  }

  /** The turn has not come, and where there is a disk, what waited for it need not be lost. */
  private void keepOrLeave(Batch batch) {
    if (!remains.haveHeir() && backlogs.takesWhatComes()) {
      admit(batch);
    } else {
      remains.leave(Place.HANDED_ON, batch);
    }
  }

  /**
   * What is on disk keeps, so that a backend that is away is not waited for as long, where somebody
   * comes back to it.
   */
  private boolean awaitEmpty(Deadline deadline) {
    boolean keeps = backlogs.isDurable() && !turn.isDismissed();
    Deadline earlier = keeps ? deadline.atMost(STORED_GRACE) : deadline;
    try {
      // What the predecessor has is in memory alone as long as it has not passed it on.
      succession.await(keeps ? deadline.later(TURN_GRACE) : earlier);
      backlogs.awaitDrained(turn.isDismissed() ? deadline : deadline.atMost(STORED_GRACE));
      backlogs.pause();
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

  private void leave(Shipment shipment) {
    try {
      remains.leave(Place.CAME_BACK, shipment.batch);
    } finally {
      queue.abandoned(shipment);
    }
  }
}
