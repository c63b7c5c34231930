package dev.sluice.net.grpc;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the clock for all connections of a server: one timer for each event loop, and none for a
 * connection or a call.
 */
final class Rounds {
  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

  private final Map<EventExecutor, Round> rounds = new HashMap<>();
  private final List<ScheduledFuture<?>> timers = new ArrayList<>();
  private final long tickNanos;

  Rounds(EventLoopGroup loops, long tickNanos, LongSupplier nanoTime) {
    this.tickNanos = tickNanos;
    for (EventExecutor loop : loops) rounds.put(loop, new Round(nanoTime));
  }

  /** By one thread, as {@link #stop}. */
  void start() {
    rounds.forEach(
        (loop, round) ->
            timers.add(
                loop.scheduleAtFixedRate(round, tickNanos, tickNanos, TimeUnit.NANOSECONDS)));
  }

  void stop() {
    for (ScheduledFuture<?> timer : timers) timer.cancel(false);
    timers.clear();
  }

  /** On the connection's event loop, as {@link #leave}. */
  void join(GrpcConnection connection, EventExecutor loop) {
    round(loop).connections.add(connection);
  }

  void leave(GrpcConnection connection, EventExecutor loop) {
    round(loop).connections.remove(connection);
  }

  private Round round(EventExecutor loop) {
    return Objects.requireNonNull(rounds.get(loop), "a loop of another group");
  }

  /** Of one event loop, which it belongs to. */
  private static final class Round implements Runnable {
    private final Set<GrpcConnection> connections = new LinkedHashSet<>();
    private final LongSupplier nanoTime;

    Round(LongSupplier nanoTime) {
      this.nanoTime = nanoTime;
    }

    @Override
    public void run() {
      if (connections.isEmpty()) return;
      long now = nanoTime.getAsLong();
      for (GrpcConnection connection : List.copyOf(connections)) {
        try {
          connection.look(now);
        } catch (RuntimeException fault) {
          LOG.error("a connection could not be looked at: our fault", fault);
        }
      }
    }
  }
}
