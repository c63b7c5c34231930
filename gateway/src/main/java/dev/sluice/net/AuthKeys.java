package dev.sluice.net;

import dev.sluice.config.Section;
import java.util.List;

/**
 * The key {@code auth}, which names an extension. This build has no authenticators: whoever asks
 * for one must not be served, or sent to, without it.
 */
public final class AuthKeys {
  private AuthKeys() {}

  /** Reads {@code auth} of a server or a client, and refuses it if it is written. */
  public static void read(Section section) {
    Section auth = section.section("auth", "who checks or signs the requests; not in this build");
    auth.optionalText("authenticator", "the id of an extension");
    auth.texts("request_params", List.of(), "query parameters that the authenticator sees");
    if (!auth.isWritten()) return;
    section.refuse("auth", "needs an authenticator extension, and this build has none");
  }
}
