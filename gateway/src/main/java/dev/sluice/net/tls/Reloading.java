package dev.sluice.net.tls;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something made from files, made again at the first use after it has become too old. While the
 * files are bad the old one stays, and a line says so. Any thread.
 */
final class Reloading<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Reloading.class);

  private final Loader<T> loader;
  private final long intervalNanos;
  private final LongSupplier nanoTime;
  private volatile T current;
  private long loadedAt; // guarded by this

  @FunctionalInterface
  interface Loader<T> {
    T load() throws TlsException;
  }

  /** Loads at once. An interval of zero is never again. */
  Reloading(Loader<T> loader, Duration interval, LongSupplier nanoTime) throws TlsException {
    this.loader = loader;
    this.intervalNanos = interval.toNanos();
    this.nanoTime = nanoTime;
    this.loadedAt = nanoTime.getAsLong();
    this.current = loader.load();
  }

  T get() {
    if (intervalNanos > 0) reloadIfOld();
    return current;
  }

  private synchronized void reloadIfOld() {
    long now = nanoTime.getAsLong();
    if (now - loadedAt < intervalNanos) return;
    loadedAt = now;
    try {
      current = loader.load();
    } catch (TlsException e) {
      LOG.warn("{}; the certificates read before stay in use", e.getMessage());
    }
  }
}
