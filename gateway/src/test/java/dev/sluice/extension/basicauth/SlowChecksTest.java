package dev.sluice.extension.basicauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.net.auth.Aside;
import dev.sluice.net.auth.Pass;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SlowChecksTest {
  private static final Pass WRONG = Pass.denied("wrong");

  private final PasswordHash hash = PasswordHash.of("right");

  @Test
  void manyPasswordsOfOneUser_keepNoOtherOut() throws Exception {
    try (var aside = new Aside()) {
      var checks = new SlowChecks(aside);
      var busy = new CountDownLatch(1);
      aside.compute(() -> awaitQuietly(busy));
      for (int i = 0; i < 100; i++) {
        assertThat(checks.check(hash, "me", "wrong" + i, WRONG).kind()).isEqualTo(Pass.Kind.LATER);
      }
      assertThat(checks.check(hash, "you", "right", WRONG).kind()).isEqualTo(Pass.Kind.LATER);
      busy.countDown();
      awaitAll(aside);
      assertThat(checks.check(hash, "you", "right", WRONG)).isEqualTo(Pass.GRANTED);
      assertThat(checks.check(hash, "me", "wrong0", WRONG)).isEqualTo(WRONG);
      assertThat(checks.check(hash, "me", "right", WRONG).kind()).isEqualTo(Pass.Kind.LATER);
      awaitAll(aside);
      assertThat(checks.check(hash, "me", "right", WRONG)).isEqualTo(Pass.GRANTED);
    }
  }

  private static void awaitAll(Aside aside) throws InterruptedException {
    var done = new CountDownLatch(1);
    assertThat(aside.compute(done::countDown)).isTrue();
    done.await();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
