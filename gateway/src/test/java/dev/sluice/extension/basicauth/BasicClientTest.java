package dev.sluice.extension.basicauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.extension.AuthenticatorConfigs;
import dev.sluice.net.auth.ClientAuthenticator;
import dev.sluice.net.auth.OutgoingHeaders;
import dev.sluice.testkit.ManualClock;
import dev.sluice.testkit.ManualTimer;
import dev.sluice.testkit.TestSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BasicClientTest {
  private final ManualClock clock = new ManualClock();

  @TempDir private Path scratch;

  private static String signed(ClientAuthenticator client) throws Exception {
    Map<String, String> headers = new TreeMap<>();
    client.sign(
        new OutgoingHeaders() {
          @Override
          public boolean has(String name) {
            return headers.containsKey(name);
          }

          @Override
          public void set(String name, String value) {
            headers.put(name, value);
          }

          @Override
          public void remove(String name) {
            headers.remove(name);
          }

          @Override
          public String fromClient(String name) {
            return null;
          }
        });
    return headers.get("Authorization");
  }

  @Test
  void aFileThatIsJustBeingWritten_isNoEmptyPassword() throws Exception {
    Path file = Files.writeString(scratch.resolve("password"), "s3cret");
    var factory = new BasicAuthFactory();
    var client =
        (ClientAuthenticator)
            factory.create(
                AuthenticatorConfigs.read(
                    factory, "client_auth: {username: me, password_file: %s}".formatted(file)),
                TestSettings.of("basicauth", clock, new ManualTimer(clock)));
    String first = signed(client);
    Files.writeString(file, "");
    clock.advance(Duration.ofSeconds(2));
    assertThat(signed(client)).isEqualTo(first);
    Files.writeString(file, "other");
    clock.advance(Duration.ofSeconds(2));
    assertThat(signed(client)).isNotEqualTo(first);
  }
}
