package dev.sluice.net.auth;

import dev.sluice.config.ComponentId;
import dev.sluice.config.ExtensionRole;
import dev.sluice.config.Section;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The key {@code auth}, which names the extension that signs or checks requests. */
public final class AuthKeys {
  private AuthKeys() {}

  /**
   * What a server asks of its clients.
   *
   * @param requestParams names of query parameters that count as headers
   */
  public record ServerAuth(ComponentId authenticator, List<String> requestParams) {}

  /** Who signs a client's requests; null: nobody. */
  public static @Nullable ComponentId readClient(Section section) {
    return readAuthenticator(
        section.section("auth", "who signs the requests"), ExtensionRole.CLIENT_AUTHENTICATOR);
  }

  /**
   * As above, for a client that may speak in plain text: credentials are not sent so, as in the
   * collector.
   */
  public static @Nullable ComponentId readClient(Section section, boolean isPlainText) {
    ComponentId id = readClient(section);
    if (id == null || !isPlainText) return id;
    Section auth = section.section("auth", "who signs the requests");
    if (auth.isExtension(id.toString(), ExtensionRole.SENDS_CREDENTIALS)) {
      auth.refuse(
          "authenticator",
          "would send credentials that anybody on the way can read",
          "expected: TLS between here and the server",
          "fix: tls: {insecure: false}, or exporter `otlphttp`, which leaves it to you");
    }
    return id;
  }

  /** Null: the server serves everybody. */
  public static @Nullable ServerAuth readServer(Section section) {
    Section auth = section.section("auth", "who may send");
    ComponentId id = readAuthenticator(auth, ExtensionRole.SERVER_AUTHENTICATOR);
    return id == null ? null : new ServerAuth(id, List.of());
  }

  /** As above, for HTTP. */
  public static @Nullable ServerAuth readHttpServer(Section section) {
    Section auth = section.section("auth", "who may send");
    List<String> params =
        auth.texts("request_params", List.of(), "query parameters that count as headers");
    ServerAuth server = readServer(section);
    return server == null ? null : new ServerAuth(server.authenticator, params);
  }

  private static @Nullable ComponentId readAuthenticator(Section auth, ExtensionRole role) {
    String id = auth.extension("authenticator", role, "the id of an extension");
    if (id != null) return ComponentId.parse(id);
    if (auth.isWritten()) {
      auth.refuse("authenticator", "must be written", "expected: the id of an extension");
    }
    return null;
  }
}
