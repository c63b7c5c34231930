package dev.sluice.extension.bearertokenauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.extension.AuthenticatorConfigs;
import dev.sluice.net.auth.Pass;
import dev.sluice.testkit.ManualClock;
import dev.sluice.testkit.ManualTimer;
import dev.sluice.testkit.TestSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BearerTokenTest {
  private final ManualClock clock = new ManualClock();

  @TempDir private Path scratch;

  private BearerToken token(String yaml) {
    return new BearerToken(
        AuthenticatorConfigs.read(new BearerTokenFactory(), yaml),
        TestSettings.of("bearertokenauth", clock, new ManualTimer(clock)));
  }

  @Test
  void tokens_areKnownBeforeTheFirstRequest() throws Exception {
    assertThat(token("tokens: [a, b]").check(name -> "Bearer b")).isEqualTo(Pass.GRANTED);
    Path file = Files.writeString(scratch.resolve("tokens"), "a\nb\n");
    assertThat(token("filename: " + file).check(name -> "Bearer b")).isEqualTo(Pass.GRANTED);
    assertThat(token("filename: " + file).check(name -> "Bearer ").kind())
        .isEqualTo(Pass.Kind.DENIED);
  }
}
