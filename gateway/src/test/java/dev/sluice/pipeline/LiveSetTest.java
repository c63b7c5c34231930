package dev.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LiveSetTest {
  private final LiveSet live = new LiveSet();

  @Test
  void oldGarbage_isNotLive_howeverManyYoungCollectionsLeaveIt() {
    live.youngCollected(60);
    for (int garbage = 1; garbage < 100; garbage++) live.youngCollected(60 + 3 * garbage);
    assertThat(live.bytes()).isEqualTo(60);
  }

  @Test
  void whatIsThereAfterTheOldGenerationWasCleaned_isLive() {
    live.youngCollected(20);
    live.oldCollected(80);
    live.youngCollected(300);
    assertThat(live.bytes()).isEqualTo(80);
  }

  @Test
  void whatHasGrown_isSeenAfterAFewCleanings() {
    live.oldCollected(50);
    for (int i = 0; i < 4; i++) live.oldCollected(90);
    assertThat(live.bytes()).isEqualTo(90);
  }

  @Test
  void telemetryThatCameSince_doesNotMakeItNegative() {
    live.youngCollected(-5);
    assertThat(live.bytes()).isZero();
  }
}
