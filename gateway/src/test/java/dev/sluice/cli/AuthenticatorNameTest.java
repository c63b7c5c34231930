package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Golden;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An authenticator that something names has to be there, and to be able to do what is asked. */
class AuthenticatorNameTest {
  private static final String EXTENSIONS =
      """
      extensions:
        basicauth/client: {client_auth: {username: me, password: hunter2}}
        basicauth/server: {htpasswd: {inline: "me:hunter2"}}
        bearertokenauth: {tokens: [hunter2, hunter2]}
        headers_setter: {headers: [{key: X-Scope-OrgID, value: hunter2}]}
        oauth2client: {client_id: me, client_secret: hunter2, token_url: "http://auth/token"}
        bearertokenauth/stopped: {token: hunter2}
        health_check: {}
      """;

  private static final String REST =
      """
      receivers:
        otlp:
          protocols:
            http: {endpoint: "127.0.0.1:0"SERVER}
      exporters:
        otlphttp: {endpoint: "http://127.0.0.1:1"CLIENT}
        otlp:
          endpoint: 127.0.0.1:1
          tls: {insecure: true}
          auth: {authenticator: GRPC}
      service:
        extensions: [basicauth/client, basicauth/server, bearertokenauth, headers_setter, oauth2client, health_check]
        pipelines: {logs: {receivers: [otlp], exporters: [otlphttp, otlp]}}
      """;

  @TempDir private Path scratch;

  private final Commands commands = new Commands();

  private int run(String command, String server, String client, String grpc) throws Exception {
    String yaml =
        EXTENSIONS
            + REST.replace("SERVER", auth(server))
                .replace("CLIENT", auth(client))
                .replace("GRPC", grpc);
    Path file = Files.writeString(scratch.resolve("relay.yaml"), yaml);
    return commands.run(command, "--config", file.toString());
  }

  private static String auth(String authenticator) {
    return authenticator.isEmpty() ? "" : ", auth: {authenticator: %s}".formatted(authenticator);
  }

  @Test
  void eachIsRight_whereItCanDoWhatIsAsked() throws Exception {
    for (String client :
        new String[] {"basicauth/client", "bearertokenauth", "headers_setter", "oauth2client"}) {
      assertThat(run("validate", "basicauth/server", client, "headers_setter"))
          .as(commands.said())
          .isZero();
    }
    assertThat(run("validate", "bearertokenauth", "", "headers_setter")).isZero();
  }

  @Test
  void mistakes_areExplained() throws Exception {
    var all = new StringBuilder();
    for (String[] names :
        new String[][] {
          {"", "basicauth/clint", "headers_setter"},
          {"", "bearertokenauth/stopped", "headers_setter"},
          {"", "basicauth/server", "headers_setter"},
          {"", "health_check", "headers_setter"},
          {"basicauth/client", "", "headers_setter"},
          {"oauth2client", "", "headers_setter"},
          {"", "", "bearertokenauth"}
        }) {
      assertThat(run("validate", names[0], names[1], names[2])).isEqualTo(ExitCode.CONFIG);
      all.append(commands.said().replace(scratch + "/", "")).append('\n');
    }
    assertThat(all.toString()).doesNotContain("hunter2");
    Golden.assertMatches("extension/authenticator-mistakes.txt", all.toString());
  }

  @Test
  void printConfig_showsNoSecret_andTheNamesOfHeaders() throws Exception {
    assertThat(run("print-config", "basicauth/server", "basicauth/client", "headers_setter"))
        .as(commands.said())
        .isZero();
    assertThat(commands.said())
        .doesNotContain("hunter2")
        .contains("[REDACTED]", "key: X-Scope-OrgID", "username: me");
  }
}
