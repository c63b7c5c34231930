package dev.sluice.extension.basicauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ExtensionRole;
import dev.sluice.config.Secret;
import dev.sluice.extension.AuthenticatorConfigs;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class BasicAuthConfigTest {
  private final BasicAuthFactory factory = new BasicAuthFactory();

  @Test
  void aClients_isNoServers() {
    BasicAuthConfig config =
        AuthenticatorConfigs.read(factory, "client_auth: {username: me, password: s3cret}");
    assertThat(config.client()).isNotNull();
    assertThat(config.client().user().text()).isEqualTo(new Secret("me"));
    assertThat(config.client().password().text()).isEqualTo(new Secret("s3cret"));
    assertThat(config.users()).isEmpty();
    assertThat(factory.roles(config))
        .containsExactlyInAnyOrder(
            ExtensionRole.CLIENT_AUTHENTICATOR, ExtensionRole.SENDS_CREDENTIALS);
  }

  @Test
  void aServers_isNoClients() {
    BasicAuthConfig config =
        AuthenticatorConfigs.read(factory, "htpasswd: {file: pom.xml, inline: \"a:b\"}");
    assertThat(config.client()).isNull();
    assertThat(config.users()).extracting(source -> source.key()).containsExactly("file", "inline");
    assertThat(factory.roles(config)).containsExactly(ExtensionRole.SERVER_AUTHENTICATOR);
  }

  @Test
  void mistakes_areExplained() throws IOException {
    AuthenticatorConfigs.assertMistakes(
        factory,
        "extension/basicauth-mistakes.txt",
        List.of(
            "{}",
            "client_auth: {username: me}\nhtpasswd: {inline: \"me:s3cret\"}",
            "client_auth: {password: s3cret}",
            "client_auth: {username: \"a:b\", password: s3cret}",
            "client_auth: {username: a, username_file: pom.xml, password: s3cret, password_file: pom.xml}",
            "client_auth: {username: a, password_file: no/such/file}",
            "client_auth: {username: a, aws_secrets_manager: {}}",
            "htpasswd: {}",
            "htpasswd:\n  inline: |\n    a:b\n    s3cret"));
  }
}
