package dev.sluice.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.endtoend.Kind;
import dev.sluice.bench.faults.FakeGateway.Sin;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An oracle that has never said no proves nothing: each promise is broken once. */
class FaultsOracleTest {
  private static final Duration DRAIN = Duration.ofMillis(300);

  /** Loads an honest gateway, or one that is not, until each signal has had a few requests. */
  private static Verdict verdict(Sin sin, boolean ledger, Row.Scenario fault) throws Exception {
    var row = Row.inMemory("T", "a fault", "a promise", fault);
    long begin = System.nanoTime();
    try (var gateway = new FakeGateway(sin);
        var rig = new Rig(row, gateway::with, ledger, 20_000)) {
      rig.start();
      rig.loadAll();
      row.scenario().run(rig);
      boolean enough =
          rig.await(Duration.ofSeconds(20), () -> rig.sink(Kind.TRACES).attemptsSince(begin) > 10);
      assertThat(enough).isTrue();
      rig.stopLoads();
      if (sin == Sin.SWAPS_SAMPLES) gateway.letGo();
      return rig.verdict(DRAIN);
    }
  }

  private static Verdict verdict(Sin sin) throws Exception {
    return verdict(sin, true, Rig::happened);
  }

  @Test
  void anHonestGateway_keepsAllPromises() throws Exception {
    Verdict verdict = verdict(Sin.NONE);
    assertThat(verdict.broken()).isEmpty();
    assertThat(verdict.total().acknowledged()).isGreaterThan(1000);
    assertThat(verdict.total().arrived()).isEqualTo(verdict.total().acknowledged());
  }

  @Test
  void aFaultThatDidNotHappen_provesNothing() throws Exception {
    assertThat(verdict(Sin.NONE, true, rig -> {}).broken())
        .containsExactly("the fault did not happen");
  }

  @Test
  void aRequestThatIsAcknowledgedAndForgotten_isMissing() throws Exception {
    assertThat(verdict(Sin.DROPS_A_REQUEST).broken())
        .anyMatch(line -> line.matches("traces: [1-9]\\d?00 missing"))
        .anyMatch(line -> line.matches("traces: the ledger delivered .* arrived"));
  }

  @Test
  void oneItemOfThousands_isMissing() throws Exception {
    assertThat(verdict(Sin.DROPS_AN_ITEM).broken()).contains("traces: 1 missing");
  }

  @Test
  void aRequestThatIsSentTwice_isSeenTwice() throws Exception {
    assertThat(verdict(Sin.SENDS_TWICE).broken())
        .anyMatch(line -> line.matches("traces: [1-9]\\d?00 arrived twice, 0 may"));
  }

  @Test
  void aRequestThatIsRefusedAndSent_isNoRefusal() throws Exception {
    assertThat(verdict(Sin.REFUSES_AND_SENDS).broken())
        .anyMatch(line -> line.matches("traces: [1-9]\\d?00 refused, yet arrived"));
  }

  @Test
  void aRequestThatIsSaidToBeDoubtful_mayArrive() throws Exception {
    Verdict verdict = verdict(Sin.DOUBTS_AND_SENDS);
    assertThat(verdict.broken()).isEmpty();
    assertThat(verdict.total().unknown()).isPositive();
    assertThat(verdict.figures())
        .anyMatch(
            line -> line.matches("traces: of (\\d+) it was said that they may arrive, \\1 did"));
  }

  @Test
  void aFlippedBitInAText_isDamage() throws Exception {
    assertThat(verdict(Sin.FLIPS_A_BIT).broken())
        .anyMatch(line -> line.matches("traces: \\d damaged: item \\d+ arrived as .*"));
  }

  @Test
  void anAttributeOfAnotherRequest_isDamage() throws Exception {
    assertThat(verdict(Sin.TAKES_ANOTHERS_RESOURCE).broken())
        .anyMatch(line -> line.contains("damaged") && line.contains("another"));
  }

  @Test
  void aLedgerThatIsOffByOne_isFound() throws Exception {
    assertThat(verdict(Sin.COUNTS_ONE_TOO_MANY).broken())
        .anyMatch(line -> line.startsWith("traces: the ledger accepted"))
        .anyMatch(line -> line.startsWith("traces: the ledger delivered"))
        .noneMatch(line -> line.startsWith("logs"));
  }

  @Test
  void aSampleBehindALaterOne_isOutOfOrder() throws Exception {
    assertThat(verdict(Sin.SWAPS_SAMPLES, true, FaultsOracleTest::untilSeriesReturn).broken())
        .anyMatch(line -> line.matches("metrics: \\d+ out of order"));
  }

  @Test
  void aLineBehindALaterOneOfItsStream_isOutOfOrder() throws Exception {
    assertThat(verdict(Sin.SWAPS_LINES).broken())
        .anyMatch(line -> line.matches("logs: \\d+ out of order"))
        .noneMatch(line -> line.startsWith("traces"));
  }

  /** The same series has a sample every 10,000 items. */
  private static void untilSeriesReturn(Rig rig) throws InterruptedException {
    rig.happened();
    assertThat(
            rig.await(Duration.ofSeconds(20), () -> rig.sink(Kind.METRICS).seen().count() > 10_500))
        .isTrue();
  }

  @Test
  void whatIsRefused_isNotMissing() throws Exception {
    Row.Scenario refuses = rig -> rig.sink(Kind.LOGS).follow((request, body) -> Reply.refused(503));
    Verdict verdict = verdict(Sin.NONE, false, refuses);
    assertThat(verdict.broken()).isEmpty();
    assertThat(verdict.counts().get(Kind.LOGS).refused()).isPositive();
  }
}
