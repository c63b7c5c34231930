package dev.sluice.data;

import dev.sluice.otlp.Signal;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One arm of the fan-out: an exporter for one signal, with its share of the memory for telemetry
 * and its account. Room is reserved here before a request's body is read, and given back when the
 * last item of the request is settled or on disk. Where the exporter has storage, room on the disk
 * is reserved with it, so that what was let in can be written. A full branch makes no other branch
 * wait. Any thread.
 */
public final class Branch {
  private final Account account;
  private volatile long capacityBytes;
  private final AtomicLong reservedBytes = new AtomicLong();
  private final AtomicLong unstoredBytes = new AtomicLong();
  private final Map<NoRoom, LongAdder> refusals = new EnumMap<>(NoRoom.class);
  private volatile Bound bound = Bound.NONE;

  public Branch(Account account, long capacityBytes) {
    this.account = account;
    this.capacityBytes = capacityBytes;
    for (NoRoom reason : NoRoom.values()) refusals.put(reason, new LongAdder());
  }

  public Account account() {
    return account;
  }

  public String exporter() {
    return account.exporter();
  }

  public Signal signal() {
    return account.signal();
  }

  public long capacityBytes() {
    return capacityBytes;
  }

  /** Another share, since the exporters have become more or fewer. What is reserved stays so. */
  public void share(long newCapacityBytes) {
    capacityBytes = newCapacityBytes;
  }

  public long reservedBytes() {
    return reservedBytes.get();
  }

  /** What bounds it from now on, beside bytes of memory. */
  public void boundBy(Bound newBound) {
    bound = newBound;
  }

  /** What {@link #boundBy} was told last, to be told again if its successor comes to nothing. */
  public Bound bound() {
    return bound;
  }

  /**
   * Why a request of that size has no room now, though nothing is reserved for it yet; null: it
   * has, if nobody is faster.
   *
   * @param times how often the request comes here, by different pipelines
   */
  public @Nullable NoRoom noRoom(long bytes, int times) {
    if (bound.isQueueFull()) return NoRoom.QUEUE;
    // One byte at least: who does not know yet how much it is need not begin.
    return noRoom(bytes, Math.max(1, bytes), times);
  }

  /**
   * As above, for a request of {@code bytes} that is here already, but for the last {@code more}.
   */
  public @Nullable NoRoom noRoom(long bytes, long more, int times) {
    long capacity = capacityBytes;
    if (bytes > Math.min(capacity, bound.storageCapacityBytes()) / times) return NoRoom.TOO_LARGE;
    if (more > capacity - reservedBytes.get()) return NoRoom.MEMORY;
    return more > bound.storageFreeBytes() - unstoredBytes.get() ? NoRoom.STORAGE : null;
  }

  /** A request was refused for that reason. */
  public void refused(NoRoom reason) {
    refusals(reason).increment();
  }

  /** Requests that were refused for that reason. */
  public long refusedRequests(NoRoom reason) {
    return refusals(reason).sum();
  }

  private LongAdder refusals(NoRoom reason) {
    return Objects.requireNonNull(refusals.get(reason));
  }

  /**
   * Takes {@code bytes} of this branch's share and of its storage, or nothing and answers false.
   */
  public boolean tryReserve(long bytes) {
    if (!tryReserveMemory(bytes)) return false;
    // In this order: whoever stores lowers what is free before he gives back what was reserved.
    if (unstoredBytes.addAndGet(bytes) <= bound.storageFreeBytes()) return true;
    release(bytes);
    return false;
  }

  /** Gives back what {@link #tryReserve} took. */
  public void release(long bytes) {
    if (bytes != 0 && unstoredBytes.addAndGet(-bytes) < 0) throw gaveTooMuch();
    releaseMemory(bytes);
  }

  /** As {@link #tryReserve}, for what is on disk already. */
  public boolean tryReserveMemory(long bytes) {
    while (true) {
      long reserved = reservedBytes.get();
      if (bytes > capacityBytes - reserved) return false;
      if (reservedBytes.compareAndSet(reserved, reserved + bytes)) return true;
    }
  }

  /** Gives back what {@link #tryReserveMemory} took. */
  public void releaseMemory(long bytes) {
    if (bytes != 0 && reservedBytes.addAndGet(-bytes) < 0) throw gaveTooMuch();
  }

  private IllegalStateException gaveTooMuch() {
    return new IllegalStateException(
        "branch %s/%s gave back more than it had".formatted(exporter(), signal().id()));
  }
}
