package dev.sluice.extension.oauth2client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Secret;
import dev.sluice.extension.AuthenticatorConfigs;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OAuth2ClientConfigTest {
  private final OAuth2ClientFactory factory = new OAuth2ClientFactory();

  @Test
  void whatIsNotWritten_isAsTheCollectorsDefault() {
    OAuth2ClientConfig config =
        AuthenticatorConfigs.read(
            factory, "{client_id: me, client_secret: s, token_url: \"https://auth/token\"}");
    assertThat(config.expiryBuffer()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.scopes()).isEmpty();
    assertThat(config.parameters()).isEmpty();
  }

  @Test
  void everyKey_isRead() {
    OAuth2ClientConfig config =
        AuthenticatorConfigs.read(
            factory,
            """
            client_id_file: pom.xml
            client_secret_file: pom.xml
            token_url: https://auth/token
            scopes: [a, b]
            endpoint_params: {audience: c}
            tls: {server_name_override: d}
            timeout: 2s
            expiry_buffer: 10s
            """);
    assertThat(String.valueOf(config.clientId().file())).isEqualTo("pom.xml");
    assertThat(String.valueOf(config.clientSecret().file())).isEqualTo("pom.xml");
    assertThat(config.tokenUrl()).hasToString("https://auth/token");
    assertThat(config.scopes()).containsExactly("a", "b");
    assertThat(config.parameters()).isEqualTo(Map.of("audience", new Secret("c")));
    assertThat(config.tls().serverNameOverride()).isEqualTo("d");
    assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.expiryBuffer()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void mistakes_areExplained() throws IOException {
    AuthenticatorConfigs.assertMistakes(
        factory,
        "extension/oauth2client-mistakes.txt",
        List.of(
            "{}",
            "{client_id: a, client_secret: s3cret, token_url: auth/token}",
            "{client_secret: s3cret, token_url: \"http://auth/token\"}",
            "{client_id: a, token_url: \"http://auth/token\"}",
            "{client_id: a, client_secret: s3cret, client_secret_file: pom.xml, token_url: \"http://auth/token\"}",
            "{client_id: a, client_secret: s3cret, token_url: \"http://auth/token\", grant_type: password}"));
  }
}
