package dev.sluice.net.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.Await;
import dev.sluice.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedTest {
  @TempDir private Path scratch;

  private final ManualClock clock = new ManualClock();

  private Watched<String> of(SecretSource... sources) {
    return new Watched<>("test", List.of(sources), WatchedTest::join, clock::nanoTime);
  }

  private static String join(List<String> texts) throws IOException {
    if (texts.contains("bad")) throw new IOException("it is bad");
    return String.join(":", texts);
  }

  private SecretSource file(String name) {
    return new SecretSource(name, null, scratch.resolve(name));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(scratch.resolve(name), text);
  }

  @Test
  void whatIsInAFile_isReadOnceASecond_andMadeAnewOnlyIfItChanged() throws Exception {
    write("a", "one\n");
    Watched<String> watched = of(SecretSource.of("user", "me"), file("a"));
    String first = watched.now();
    assertThat(first).isEqualTo("me:one");
    write("a", "two\n");
    assertThat(watched.now()).isSameAs(first);
    clock.advance(Duration.ofSeconds(1));
    assertThat(watched.now()).isEqualTo("me:two");
    String second = watched.now();
    clock.advance(Duration.ofSeconds(1));
    assertThat(watched.now()).isSameAs(second);
  }

  @Test
  void aFileThatIsGoneOrBad_changesNothing_andOneThatNeverWasIsSaid() throws Exception {
    Watched<String> watched = of(file("a"));
    assertThatThrownBy(watched::now)
        .isInstanceOf(NoCredentialsException.class)
        .hasMessageContaining("no such file");
    assertThat(watched.known()).isNull();
    write("a", "one");
    assertThat(watched.now()).isEqualTo("one");
    Files.delete(scratch.resolve("a"));
    clock.advance(Duration.ofSeconds(1));
    assertThat(watched.now()).isEqualTo("one");
    write("a", "bad");
    clock.advance(Duration.ofSeconds(1));
    assertThat(watched.now()).isEqualTo("one");
  }

  @Test
  void whoeverWasRefused_getsWhatIsNewAtOnce() throws Exception {
    write("a", "one");
    Watched<String> watched = of(file("a"));
    String first = watched.now();
    assertThat(watched.renew(first)).isFalse();
    write("a", "two");
    assertThat(watched.renew(first)).isTrue();
    assertThat(watched.now()).isEqualTo("two");
    assertThat(watched.renew(first)).as("another has looked").isTrue();
    Watched<String> fixed = of(SecretSource.of("a", "one"));
    assertThat(fixed.renew(fixed.now())).isFalse();
  }

  @Test
  void aLookAside_holdsNobodyUp() throws Exception {
    write("a", "one");
    Watched<String> watched = of(file("a"));
    try (var aside = new Aside()) {
      watched.lookAside(aside);
      Await.until("it is read", () -> "one".equals(watched.known()));
      write("a", "two");
      clock.advance(Duration.ofSeconds(1));
      watched.lookAside(aside);
      Await.until("it is read again", () -> "two".equals(watched.known()));
    }
  }
}
