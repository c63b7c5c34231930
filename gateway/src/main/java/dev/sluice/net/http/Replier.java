package dev.sluice.net.http;

/** The way back to the client that sent a body. */
@FunctionalInterface
public interface Replier {
  /** Answers. Any thread; the first call counts. If the client is gone, nothing happens. */
  void reply(HttpAnswer answer);
}
