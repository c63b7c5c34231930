package dev.sluice.sending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.data.Branch;
import dev.sluice.data.Ledger;
import dev.sluice.data.Outcome;
import dev.sluice.otlp.Signal;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class RecordWindowTest {
  private final Branch branch = new Branch(new Ledger().account("fake", Signal.LOGS), 1 << 20);
  private final ArrayList<RecordEnd> ended = new ArrayList<>();
  private final RecordWindow window = new RecordWindow(branch, Long.MAX_VALUE, ended::add);

  /** A record of a few bytes costs some hundred in objects: 100,000 of them are no small thing. */
  @Test
  void manySmallRecords_takeWhatTheyCost() {
    var entered = new ArrayList<RecordEnd>();
    for (int i = 0; window.room() >= 10; i++) entered.add(window.enter(i, 1, 10));
    assertThat(entered).hasSizeBetween(900, 1050);
    assertThat(branch.reservedBytes()).isBetween(400_000L, 1L << 19);
    assertThat(window.isHalfFull()).isTrue();
    for (RecordEnd end : entered) end.settled(Outcome.DELIVERED, 1);
    assertThat(ended).isEqualTo(entered);
    assertThat(branch.reservedBytes()).isZero();
    assertThat(window.isHalfFull()).isFalse();
  }

  @Test
  void aRecordLargerThanTheWindow_entersAlone() {
    assertThat(window.room()).isGreaterThan(1L << 30);
    window.enter(1, 1, 1 << 21);
    assertThat(window.room()).isNegative();
  }

  @Test
  void whatIsLeftInIt_givesItsRoomBackOnce() {
    RecordEnd underWay = window.enter(1, 2, 1000);
    window.enter(2, 1, 1000);
    window.close();
    assertThat(branch.reservedBytes()).isZero();
    underWay.settled(Outcome.DELIVERED, 2);
    assertThat(branch.reservedBytes()).isZero();
    assertThat(ended).containsExactly(underWay);
  }
}
