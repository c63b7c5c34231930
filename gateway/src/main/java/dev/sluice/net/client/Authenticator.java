package dev.sluice.net.client;

import dev.sluice.config.Section;
import org.jspecify.annotations.Nullable;

/** The key {@code auth.authenticator}, of clients. */
final class Authenticator {
  private Authenticator() {}

  static @Nullable String read(Section section) {
    Section auth = section.section("auth", "who signs the requests");
    return auth.optionalText("authenticator", "the id of an extension");
  }
}
