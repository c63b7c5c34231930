package dev.sluice.net.http;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Brings an answer to its connection's event loop. The first one counts. */
final class Reply implements Replier {
  private final EventExecutor loop;
  private final Consumer<HttpAnswer> connection;
  private final AtomicBoolean used = new AtomicBoolean();

  Reply(EventExecutor loop, Consumer<HttpAnswer> connection) {
    this.loop = loop;
    this.connection = connection;
  }

  @Override
  public void reply(HttpAnswer answer) {
    if (!used.compareAndSet(false, true)) return;
    if (loop.inEventLoop()) {
      connection.accept(answer);
      return;
    }
    try {
      loop.execute(() -> connection.accept(answer));
    } catch (RejectedExecutionException ignored) {
      // The process has stopped its sockets: there is nobody to answer.
    }
  }
}
