package dev.sluice.net.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Dns;
import org.junit.jupiter.api.Test;

class NameLookupsTest {
  private final CountDownLatch answers = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();

  private final Dns slow =
      host -> {
        asked.incrementAndGet();
        try {
          answers.await();
        } catch (InterruptedException e) {
          throw new UnknownHostException("stopped");
        }
        return List.of(InetAddress.getLoopbackAddress());
      };

  @Test
  void aNameServiceThatDoesNotAnswer_isNotWaitedFor() throws Exception {
    try (var lookups = new NameLookups(System::nanoTime, slow)) {
      for (int i = 0; i < 3; i++) {
        lookups.limit(Duration.ofMillis(20));
        assertThatThrownBy(() -> lookups.lookup("slow.example"))
            .isInstanceOf(NameLookups.LookupTimeout.class)
            .hasMessage("the name slow.example was not resolved in time");
      }
      assertThat(asked).as("one look-up for all who ask").hasValue(1);

      answers.countDown();
      lookups.limit(Duration.ofSeconds(20));
      assertThat(lookups.lookup("slow.example")).containsExactly(InetAddress.getLoopbackAddress());
    }
  }

  @Test
  void aNameThatIsNotKnown_isSaid() {
    Dns unknown =
        host -> {
          throw new UnknownHostException("no such thing");
        };
    try (var lookups = new NameLookups(System::nanoTime, unknown)) {
      assertThatThrownBy(() -> lookups.lookup("nowhere.example"))
          .isExactlyInstanceOf(UnknownHostException.class)
          .hasMessage("nowhere.example");
    }
  }

  @Test
  void afterClosing_nothingIsLookedUp() {
    var lookups = new NameLookups(System::nanoTime, slow);
    lookups.close();

    assertThatThrownBy(() -> lookups.lookup("x.example")).isInstanceOf(UnknownHostException.class);
    assertThat(asked).hasValue(0);
  }
}
