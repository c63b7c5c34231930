package dev.sluice.bench.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class GrowthTest {
  private static final double NOISE = 4;

  private final Random random = new Random(7);

  @Test
  void aLeak_isSeenThroughTheSawOfTheHeap() {
    // A collection every ten seconds, ten MiB of garbage between, and a MiB lost each minute.
    Growth growth = over(1440, second -> 60 + second % 10 + second / 60.0 + random.nextDouble());
    assertThat(growth.byRun()).isCloseTo(16, Offset.offset(1.0));
    assertThat(growth.isMoreThan(NOISE)).isTrue();
  }

  @Test
  void aSaw_isNoGrowth() {
    Growth growth = over(1440, second -> 60 + second % 37 + random.nextDouble());
    assertThat(growth.isMoreThan(NOISE)).isFalse();
  }

  @Test
  void theStart_isNoGrowth() {
    Growth growth = over(1440, second -> 200 - 100 * Math.exp(-second / 100.0));
    assertThat(growth.isMoreThan(NOISE)).isFalse();
  }

  @Test
  void aFewPeaks_areNoGrowth_evenAtTheEnd() {
    Growth growth = over(1440, second -> second > 1380 ? 500 : 100);
    assertThat(growth.byRun()).isZero();
  }

  @Test
  void aLittle_isForgiven() {
    assertThat(new Growth("threads", 30, 2, 960).isMoreThan(2)).isFalse();
    assertThat(new Growth("threads", 30, 2.5, 960).isMoreThan(2)).isTrue();
    assertThat(new Growth("memory", 200, 9, 960).isMoreThan(2)).isFalse();
    assertThat(new Growth("memory", 200, 11, 960).isMoreThan(2)).isTrue();
  }

  @Test
  void aFewSamples_areEnough_twoAreNot() {
    assertThat(over(3, second -> second).what()).isEqualTo("memory");
    assertThatThrownBy(() -> over(2, second -> second))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 samples");
  }

  private static Growth over(int seconds, IntToDoubleFunction value) {
    return Growth.of(
        "memory",
        IntStream.range(0, seconds).asDoubleStream().toArray(),
        IntStream.range(0, seconds).mapToDouble(value).toArray());
  }
}
