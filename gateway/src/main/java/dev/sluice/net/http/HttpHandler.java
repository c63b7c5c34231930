package dev.sluice.net.http;

/** What an HTTP server serves. Called on event loops, by several at once; must not block. */
@FunctionalInterface
public interface HttpHandler {
  /**
   * Looks at a request before its body is read: takes the body, or answers at once ({@link
   * Reception#answer}). The head must not be kept beyond the call; copy what is needed.
   */
  Reception onHead(HttpHead head);
}
