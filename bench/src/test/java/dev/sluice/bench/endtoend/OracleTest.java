package dev.sluice.bench.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** An oracle that has never said no proves nothing. */
class OracleTest {
  @Test
  void aLostItem_isMissed() {
    var acknowledged = new Seen();
    acknowledged.addRange(0, 1000);
    var arrived = new Seen();
    LongStream.range(0, 1000).filter(id -> id != 777).forEach(arrived::add);
    assertThat(acknowledged.missingIn(arrived)).isEqualTo(1);
    arrived.add(777);
    assertThat(acknowledged.missingIn(arrived)).isZero();
  }

  @Test
  void anItemThatArrivesTwice_isCounted() {
    var arrived = new Seen();
    arrived.addRange(0, 10);
    arrived.add(3);
    assertThat(arrived.count()).isEqualTo(10);
    assertThat(arrived.repeats()).isEqualTo(1);
  }

  @Test
  void aLedgerThatIsOffByOne_doesNotBalance() {
    assertThat(new Ledger(100, 0, 90, 4, 5, 1).balances()).isTrue();
    assertThat(new Ledger(100, 0, 90, 4, 5, 0).balances()).isFalse();
  }

  @Test
  void theLedger_isReadBySignal() {
    var metrics =
        Map.of(
            "sluice_items_accepted_total{exporter=\"loki\",signal=\"logs\"}", 7.0,
            "sluice_items_dropped_total{exporter=\"loki\",reason=\"a\",signal=\"logs\"}", 1.0,
            "sluice_items_dropped_total{exporter=\"loki\",reason=\"b\",signal=\"logs\"}", 2.0,
            "sluice_items_accepted_total{exporter=\"tempo\",signal=\"traces\"}", 9.0);
    assertThat(Ledger.of(metrics, Kind.LOGS)).isEqualTo(new Ledger(7, 0, 0, 0, 3, 0));
  }
}
