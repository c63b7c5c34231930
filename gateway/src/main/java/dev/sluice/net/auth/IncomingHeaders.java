package dev.sluice.net.auth;

import org.jspecify.annotations.Nullable;

/** The headers of a request that has come, for whoever checks it. */
@FunctionalInterface
public interface IncomingHeaders {
  /** The first value of that name, in any case; null if there is none. */
  @Nullable String header(String name);
}
