package dev.sluice.bench.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
  private static final Offset<Double> NEARLY = Offset.offset(0.001);

  /** Time that passes by waiting and by working. */
  private static final class Time implements OpenLoop.Clock {
    private long now = 1_000_000;

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public void sleepUntil(long nanoTime) {
      now = Math.max(now, nanoTime);
    }
  }

  /** A gateway that answers in a millisecond, but stands still for a second at one request. */
  private static final class Stalling implements Door {
    private final Time time;
    private final int stallsAt;
    private int requests;

    Stalling(Time time, int stallsAt) {
      this.time = time;
      this.stallsAt = stallsAt;
    }

    @Override
    public void send(byte[] request, Answered answered) {
      time.now += TimeUnit.MILLISECONDS.toNanos(requests++ == stallsAt ? 1000 : 1);
      answered.answered(requests % 10 != 0);
    }

    @Override
    public void close() {}
  }

  @Test
  void aStall_countsForAllRequestsThatWereDueMeanwhile() throws Exception {
    var time = new Time();
    OpenLoop.Sent sent =
        new OpenLoop(time, 100).run(new Stalling(time, 500), new Stencil(Kind.LOGS, 1, 1), 0, 10);
    // A second late, then 9 ms less with each request: it takes a hundred and eleven to catch up.
    assertThat(sent.requests()).isEqualTo(1000);
    assertThat(sent.latencies().millis(0.5)).isCloseTo(1, NEARLY);
    assertThat(sent.latencies().millis(0.88)).isCloseTo(1, NEARLY);
    assertThat(sent.latencies().millis(0.9)).isCloseTo(100, Offset.offset(10.0));
    assertThat(sent.latencies().millis(0.99)).isCloseTo(910, Offset.offset(10.0));
    assertThat(sent.latencies().millis(1)).isCloseTo(1000, NEARLY);
  }

  @Test
  void requests_keepTheirRate() throws Exception {
    var time = new Time();
    long began = time.now;
    OpenLoop.Sent sent =
        new OpenLoop(time, 50).run(new Stalling(time, -1), new Stencil(Kind.LOGS, 1, 1), 0, 4);
    assertThat(sent.requests()).isEqualTo(200);
    assertThat(sent.accepted()).isEqualTo(180);
    assertThat(sent.refused()).isEqualTo(20);
    assertThat(time.now - began).isEqualTo(TimeUnit.MILLISECONDS.toNanos(199 * 20 + 1));
  }

  @Test
  void percentiles_areLatenciesThatHappened() {
    var latencies = new Latencies(4);
    for (long millis : new long[] {40, 10, 30, 20}) latencies.add(millis * 1_000_000);
    assertThat(latencies.millis(0.25)).isEqualTo(10);
    assertThat(latencies.millis(0.5)).isEqualTo(20);
    assertThat(latencies.millis(0.51)).isEqualTo(30);
    assertThat(latencies.millis(1)).isEqualTo(40);
    assertThat(new Latencies(0).millis(0.5)).isNaN();
  }
}
