package dev.sluice.net.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import okhttp3.Dns;

/**
 * Looks names up on threads of its own, since the JDK's look-up can neither be interrupted nor
 * given a limit, and a name service that does not answer takes it half a minute. One look-up a name
 * at a time; so there are at most as many threads as names are asked for.
 */
final class NameLookups implements Dns, AutoCloseable {
  private static final long LONGEST_NANOS = 10_000_000_000L;

  private final Map<String, CompletableFuture<List<InetAddress>>> underWay =
      new ConcurrentHashMap<>();
  private final ThreadLocal<Long> deadline = new ThreadLocal<>();
  private final ExecutorService threads = Executors.newCachedThreadPool(NameLookups::thread);
  private final LongSupplier nanoTime;
  private final Dns system;

  /** The time is over. */
  static final class LookupTimeout extends UnknownHostException {
    private static final long serialVersionUID = 1;

    LookupTimeout(String host) {
      super("the name %s was not resolved in time".formatted(host));
    }
  }

  NameLookups(LongSupplier nanoTime) {
    this(nanoTime, Dns.SYSTEM);
  }

  NameLookups(LongSupplier nanoTime, Dns system) {
    this.nanoTime = nanoTime;
    this.system = system;
  }

  private static Thread thread(Runnable task) {
    var thread = new Thread(task, "sluice-name-lookup");
    thread.setDaemon(true);
    return thread;
  }

  /** How long look-ups of the calling thread may take from now on. */
  void limit(Duration time) {
    deadline.set(nanoTime.getAsLong() + Math.min(time.toNanos(), LONGEST_NANOS));
  }

  void unlimit() {
    deadline.remove();
  }

  @Override
  public List<InetAddress> lookup(String host) throws UnknownHostException {
    Long limit = deadline.get();
    long left = limit == null ? LONGEST_NANOS : limit - nanoTime.getAsLong();
    CompletableFuture<List<InetAddress>> answer = underWay.computeIfAbsent(host, this::begin);
    try {
      return answer.get(Math.max(left, 0), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new LookupTimeout(host);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnknownHostException("interrupted");
    } catch (ExecutionException e) {
      // Each caller gets an exception of its own.
      var unknown = new UnknownHostException(host);
      unknown.initCause(e.getCause());
      throw unknown;
    }
  }

  private CompletableFuture<List<InetAddress>> begin(String host) {
    var answer = new CompletableFuture<List<InetAddress>>();
    try {
      threads.execute(() -> look(host, answer));
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(e); // we are stopping
    }
    return answer;
  }

  private void look(String host, CompletableFuture<List<InetAddress>> answer) {
    try {
      answer.complete(system.lookup(host));
    } catch (UnknownHostException | RuntimeException e) {
      answer.completeExceptionally(e);
    } finally {
      underWay.remove(host, answer);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
