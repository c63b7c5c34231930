package dev.sluice.data;

import dev.sluice.otlp.Signal;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * One arm of the fan-out: an exporter for one signal, with its share of the memory for telemetry
 * and its account. Room is reserved here before a request's body is read, and given back when the
 * last item of the request is settled. A full branch makes no other branch wait. Any thread.
 */
public final class Branch {
  private final Account account;
  private volatile long capacityBytes;
  private final AtomicLong reservedBytes = new AtomicLong();
  private volatile BooleanSupplier queueFull = () -> false;

  public Branch(Account account, long capacityBytes) {
    this.account = account;
    this.capacityBytes = capacityBytes;
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

  /** The second bound besides bytes: the queue says that {@code queue_size} is reached. */
  public void boundBy(BooleanSupplier full) {
    queueFull = full;
  }

  /** What {@link #boundBy} was told last, to be told again if its successor comes to nothing. */
  public BooleanSupplier bound() {
    return queueFull;
  }

  /** Whether the sending queue holds as many requests as it may. */
  public boolean isQueueFull() {
    return queueFull.getAsBoolean();
  }

  /** Takes {@code bytes} of this branch's share, or nothing and answers false. */
  public boolean tryReserve(long bytes) {
    while (true) {
      long reserved = reservedBytes.get();
      if (bytes > capacityBytes - reserved) return false;
      if (reservedBytes.compareAndSet(reserved, reserved + bytes)) return true;
    }
  }

  /** Gives back what {@link #tryReserve} took. */
  public void release(long bytes) {
    if (bytes != 0 && reservedBytes.addAndGet(-bytes) < 0) {
      throw new IllegalStateException(
          "branch %s/%s gave back more than it had".formatted(exporter(), signal().id()));
    }
  }
}
