package dev.sluice.extension.bearertokenauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Secret;
import dev.sluice.extension.AuthenticatorConfigs;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class BearerTokenConfigTest {
  private final BearerTokenFactory factory = new BearerTokenFactory();

  @Test
  void aTokenAlone_isSentAsTheCollectorDoes() {
    BearerTokenConfig config = AuthenticatorConfigs.read(factory, "token: abc");
    assertThat(config.scheme()).isEqualTo("Bearer");
    assertThat(config.header()).isEqualTo("Authorization");
    assertThat(config.tokens()).extracting(one -> one.text()).containsExactly(new Secret("abc"));
  }

  @Test
  void everyKey_isRead() {
    BearerTokenConfig config =
        AuthenticatorConfigs.read(factory, "{scheme: Api, header: X-Key, tokens: [a, b]}");
    assertThat(config.scheme()).isEqualTo("Api");
    assertThat(config.header()).isEqualTo("X-Key");
    assertThat(config.tokens())
        .extracting(one -> one.text())
        .containsExactly(new Secret("a"), new Secret("b"));
    assertThat(AuthenticatorConfigs.read(factory, "filename: pom.xml").tokens())
        .extracting(one -> String.valueOf(one.file()))
        .containsExactly("pom.xml");
  }

  @Test
  void mistakes_areExplained() throws IOException {
    AuthenticatorConfigs.assertMistakes(
        factory,
        "extension/bearertokenauth-mistakes.txt",
        List.of(
            "{}",
            "token: \"\"",
            "token: \"s3cret\\nX-Admin: yes\"",
            "tokens: s3cret",
            "{token: s3cret, tokens: [s3cret]}",
            "{token: s3cret, filename: pom.xml}",
            "filename: no/such/file",
            "{token: s3cret, header: \"a b\"}",
            "{token: s3cret, scheme: \"a\\nb\"}"));
  }
}
