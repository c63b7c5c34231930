package dev.sluice.receiver.prometheus.client;

import dev.sluice.config.Secret;
import dev.sluice.config.Section;
import dev.sluice.net.auth.SecretSource;
import dev.sluice.net.client.Target;
import dev.sluice.net.client.TokenRequest;
import dev.sluice.net.tls.TlsClientConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The key {@code oauth2}: where a token is got for the client's own credentials (RFC 6749, 4.4).
 *
 * @param tokenUrl as it is written
 * @param parameters sent besides
 */
public record OAuth2(
    String clientId,
    @Nullable SecretSource clientSecret,
    List<String> scopes,
    String tokenUrl,
    Map<String, Secret> parameters,
    TlsClientConfig tls,
    ScrapeProxy proxy) {

  /** A token that ends while it travels is none. */
  private static final Duration SPARE = Duration.ofSeconds(10);

  /** Null if it is not written. */
  static @Nullable OAuth2 read(Section parent) {
    Section s = parent.section("oauth2", "a token for the client's credentials, RFC 6749");
    var read =
        new OAuth2(
            s.text("client_id", "", "who asks"),
            SecretSource.read(s, "client_secret", "the client's secret"),
            s.texts("scopes", List.of(), "what the token is to be good for"),
            s.text("token_url", "", "where the token is got"),
            new LinkedHashMap<>(s.secrets("endpoint_params", "sent besides")),
            TlsClientConfig.readTlsConfig(s),
            ScrapeProxy.read(s));
    if (!parent.has("oauth2")) return null;
    if (read.clientId.isEmpty()) s.refuse("client_id", "must be written");
    if (read.clientSecret == null) {
      s.refuse("client_secret", "must be written, or client_secret_file");
    }
    if (Target.parse(read.tokenUrl) == null) {
      s.refuse("token_url", "must be a URL", "allowed: http, https");
    }
    return read;
  }

  /** The same for whoever asks; only of what was read without mistakes. */
  TokenRequest request() {
    return new TokenRequest(
        Objects.requireNonNull(Target.parse(tokenUrl)),
        SecretSource.of("client_id", clientId),
        clientSecret,
        scopes,
        parameters,
        SPARE);
  }
}
