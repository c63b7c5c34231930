package dev.sluice.net.auth;

import org.jspecify.annotations.Nullable;

/** The headers of a request that is about to be sent, for whoever signs it. For one thread. */
public interface OutgoingHeaders {
  /** Whether there is one of that name, in any case. */
  boolean has(String name);

  /** The one value of that header from now on. Name and value must be such as can be sent. */
  void set(String name, String value);

  void remove(String name);

  /**
   * What the client whose data is sent wrote into a header of its own; null if it sent none, or if
   * nothing of it was kept. Anything that a client may write: to be looked at before it is used.
   */
  @Nullable String fromClient(String name);
}
