package dev.sluice.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many connections one server has open, and the end of those beyond its limit: they are closed
 * as soon as they are accepted, before anything is allocated for them. Any thread.
 */
public final class ConnectionLimit {
  private final int max;
  private final AtomicInteger open = new AtomicInteger();
  private final LongAdder refused = new LongAdder();

  public ConnectionLimit(int max) {
    this.max = max;
  }

  public int open() {
    return open.get();
  }

  /** How many were closed at once, so far. */
  public long refused() {
    return refused.sum();
  }

  /** For this room only: makes the listening channel that keeps to the limit. */
  public ChannelFactory<ServerChannel> channels() {
    return Listening::new;
  }

  private final class Listening extends NioServerSocketChannel {
    @Override
    protected int doReadMessages(List<Object> accepted) throws Exception {
      int count = super.doReadMessages(accepted);
      if (count <= 0) return count;
      Channel connection = (Channel) accepted.get(accepted.size() - 1);
      if (open.incrementAndGet() <= max) {
        connection.closeFuture().addListener(closed -> open.decrementAndGet());
        return count;
      }
      open.decrementAndGet();
      refused.increment();
      accepted.remove(accepted.size() - 1);
      connection.unsafe().closeForcibly();
      return 0;
    }
  }
}
