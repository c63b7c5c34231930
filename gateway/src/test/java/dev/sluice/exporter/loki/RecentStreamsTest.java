package dev.sluice.exporter.loki;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.ByteSlice;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecentStreamsTest {
  private static final ByteSlice SHOP = ByteSlice.utf8("{job=\"shop\"}");
  private static final ByteSlice BANK = ByteSlice.utf8("{job=\"bank\"}");

  private long now;
  private final RecentStreams streams = new RecentStreams(() -> now);

  @Test
  void aStream_isRememberedForItsTenant() {
    assertThat(streams.isEmpty()).isTrue();
    streams.add("t", SHOP);
    assertThat(streams.isEmpty()).isFalse();
    assertThat(streams.contains("t", SHOP)).isTrue();
    assertThat(streams.contains("u", SHOP)).isFalse();
    assertThat(streams.contains("t", BANK)).isFalse();
  }

  @Test
  void aStream_isForgottenAfterTenMinutesWithoutNews() {
    streams.add("t", SHOP);
    streams.add("t", BANK);
    now = Duration.ofMinutes(9).toNanos();
    streams.add("t", BANK);
    now = Duration.ofMinutes(10).toNanos();
    assertThat(streams.contains("t", SHOP)).isFalse();
    assertThat(streams.contains("t", BANK)).isTrue();
    now = Duration.ofMinutes(19).toNanos();
    assertThat(streams.contains("t", BANK)).isFalse();
    assertThat(streams.isEmpty()).isTrue();
  }

  @Test
  void aStreamThatIsWrittenTo_staysKnown() {
    streams.add("t", SHOP);
    for (int minute = 1; minute < 30; minute++) {
      now = Duration.ofMinutes(minute).toNanos();
      assertThat(streams.holds("t", SHOP)).isTrue();
      assertThat(streams.holds("t", BANK)).isFalse();
    }
    now = Duration.ofMinutes(39).toNanos();
    assertThat(streams.holds("t", SHOP)).isFalse();
  }

  @Test
  void manyStreams_takeEachOthersPlaces() {
    for (int i = 0; i < 100_000; i++) streams.add("t", ByteSlice.utf8("{i=\"" + i + "\"}"));
    assertThat(streams.contains("t", ByteSlice.utf8("{i=\"99999\"}"))).isTrue();
    int known = 0;
    for (int i = 0; i < 100_000; i++) {
      if (streams.contains("t", ByteSlice.utf8("{i=\"" + i + "\"}"))) known++;
    }
    assertThat(known).isBetween(10_000, 1 << 14);
    streams.clear();
    assertThat(streams.contains("t", ByteSlice.utf8("{i=\"99999\"}"))).isFalse();
  }
}
