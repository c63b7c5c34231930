package dev.sluice.net;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that all sockets of Netty's share: one that accepts, and one per processor that reads
 * and writes. Nothing that blocks may run on them. Any thread; close it after whatever uses it.
 */
public final class EventLoops implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventLoops.class);
  private static final long QUIET_MILLIS = 0;
  private static final long STOP_MILLIS = 2_000;
  private static final long RELEASE_MILLIS = 20;

  private final EventLoopGroup acceptor;
  private final EventLoopGroup workers;

  static {
    NettyDefaults.apply();
  }

  public EventLoops() {
    this(Runtime.getRuntime().availableProcessors());
  }

  public EventLoops(int threads) {
    acceptor = group(1, "sluice-accept");
    workers = group(threads, "sluice-io");
  }

  private static EventLoopGroup group(int threads, String name) {
    var counter = new AtomicInteger();
    ThreadFactory factory =
        work -> {
          var thread = new FastThreadLocalThread(work, name + "-" + counter.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        };
    return new MultiThreadIoEventLoopGroup(threads, factory, NioIoHandler.newFactory());
  }

  /** For this room only: Netty's types do not leave it. */
  public EventLoopGroup acceptor() {
    return acceptor;
  }

  /** For this room only: Netty's types do not leave it. */
  public EventLoopGroup workers() {
    return workers;
  }

  /** The worker loop that the calling thread is. For this room only. */
  public EventExecutor current() {
    for (EventExecutor loop : workers) {
      if (loop.inEventLoop()) return loop;
    }
    throw new IllegalStateException("not on an event loop: " + Thread.currentThread());
  }

  /**
   * Waits until the system has ports back that were closed: a closed socket keeps its port until
   * its event loop has looked at its sockets once more. Blocks for some milliseconds. For this room
   * only.
   */
  public void awaitPortsFree() {
    try {
      // Not due when the loop comes to it, so that it looks at its sockets first.
      acceptor.schedule(() -> {}, RELEASE_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly();
    } catch (RejectedExecutionException ignored) {
      // The loop has ended, and its sockets with it.
    }
  }

  @Override
  public void close() {
    Future<?> acceptorEnd = end(acceptor);
    Future<?> workersEnd = end(workers);
    boolean ended =
        acceptorEnd.awaitUninterruptibly(STOP_MILLIS)
            && workersEnd.awaitUninterruptibly(STOP_MILLIS);
    if (!ended) LOG.warn("network threads are still busy {} ms after their end", STOP_MILLIS);
  }

  private static Future<?> end(EventLoopGroup group) {
    return group.shutdownGracefully(QUIET_MILLIS, STOP_MILLIS, TimeUnit.MILLISECONDS);
  }
}
