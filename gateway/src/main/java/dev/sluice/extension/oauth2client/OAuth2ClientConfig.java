package dev.sluice.extension.oauth2client;

import dev.sluice.config.Secret;
import dev.sluice.config.Section;
import dev.sluice.net.auth.SecretSource;
import dev.sluice.net.client.HttpClientConfig;
import dev.sluice.net.client.Target;
import dev.sluice.net.tls.TlsClientConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands under {@code extensions: oauth2client:}.
 *
 * @param tokenUrl null only if it was missing or no URL, which was reported
 * @param clientId null only if it was missing, likewise
 * @param timeout of the exchange in which a token is got
 * @param expiryBuffer how long before its end a token is replaced
 */
public record OAuth2ClientConfig(
    @Nullable Target tokenUrl,
    @Nullable SecretSource clientId,
    @Nullable SecretSource clientSecret,
    List<String> scopes,
    Map<String, Secret> parameters,
    TlsClientConfig tls,
    Duration timeout,
    Duration expiryBuffer) {

  static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
  static final Duration DEFAULT_EXPIRY_BUFFER = Duration.ofMinutes(5);

  static OAuth2ClientConfig read(Section s) {
    String url = s.requiredText("token_url", "where tokens are got");
    Target target = url.isEmpty() ? null : Target.read(s, "token_url", "where tokens are got");
    Duration timeout =
        s.duration("timeout", Duration.ZERO, "for getting a token; 0s is half a minute");
    var read =
        new OAuth2ClientConfig(
            target,
            readClientId(s),
            SecretSource.readPreferringFile(s, "client_secret", "the client's secret"),
            s.texts("scopes", List.of(), "what the token is to be good for"),
            new LinkedHashMap<>(s.secrets("endpoint_params", "sent besides")),
            TlsClientConfig.read(s),
            timeout.isZero() ? DEFAULT_TIMEOUT : timeout,
            s.duration(
                "expiry_buffer",
                DEFAULT_EXPIRY_BUFFER,
                "how long before its end a token is replaced; at most half of its life"));
    read.check(s);
    return read;
  }

  private static @Nullable SecretSource readClientId(Section s) {
    String id = s.optionalText("client_id", "who asks");
    String file = s.optionalText("client_id_file", "who asks, in a file");
    if (file != null && !file.isEmpty()) {
      if (id != null) s.warn("client_id", "does not count beside `client_id_file`");
      return SecretSource.ofFile(s, "client_id_file", file);
    }
    return id == null || id.isEmpty() ? null : SecretSource.of("client_id", id);
  }

  private void check(Section s) {
    if (clientId == null && !s.has("client_id_file")) {
      s.refuse("client_id", "is missing", "expected: client_id, or client_id_file");
    }
    if (clientSecret == null && !s.has("client_secret") && !s.has("client_secret_file")) {
      s.refuse("client_secret", "is missing", "expected: client_secret, or client_secret_file");
    }
    String grant = s.optionalText("grant_type", "client_credentials alone");
    if (grant != null && !grant.isEmpty() && !grant.equals("client_credentials")) {
      s.refuse("grant_type", "is not in this build", "expected: client_credentials");
    }
  }

  /** What the client that asks has to know. */
  HttpClientConfig client() {
    return HttpClientConfig.plain(tls);
  }
}
