package dev.sluice.exporter.prometheusremotewrite;

import static dev.sluice.testkit.Metrics.batch;
import static dev.sluice.testkit.Metrics.counter;
import static dev.sluice.testkit.Metrics.gauge;
import static dev.sluice.testkit.Metrics.histogram;
import static dev.sluice.testkit.Metrics.point;
import static dev.sluice.testkit.Metrics.request;
import static dev.sluice.testkit.Metrics.resource;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.data.Batch;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeriesCacheTest {
  private static final int ROOM = 200_000;

  /** Series {@code from} to {@code to} of one gauge. */
  private static Batch series(int from, int to) {
    var points = new NumberDataPoint.Builder[to - from];
    for (int i = from; i < to; i++) points[i - from] = point(i, 1_000_000, "id", "number-" + i);
    return batch(request(resource("service.name", "s"), gauge("g", "", points)));
  }

  private static long missesOf(WriteRequestEncoder encoder, Batch batch) {
    long before = encoder.cache().misses();
    encoder.encode(batch, Selection.ALL, Long.MAX_VALUE);
    return encoder.cache().misses() - before;
  }

  @Test
  void whatWasSeen_isFoundAgain_inAnyOrder() {
    var encoder = new WriteRequestEncoder(Translation.DEFAULT, 10 << 20);

    // The resource's target_info is one more.
    assertThat(missesOf(encoder, series(0, 100))).isEqualTo(101);
    assertThat(missesOf(encoder, series(0, 100))).isZero();
    assertThat(missesOf(encoder, series(50, 100))).isZero();
    assertThat(missesOf(encoder, series(90, 110))).isEqualTo(10);
  }

  @Test
  void theSameBytes_inAnotherResourceMetricOrKind_areOtherSeries() {
    var encoder = new WriteRequestEncoder(Translation.DEFAULT, 10 << 20);
    var p = point(1, 1_000_000, "a", "x");

    Encoding first =
        Encoding.of(encoder, batch(request(resource("service.name", "s"), gauge("m", "", p))));
    Encoding second =
        Encoding.of(encoder, batch(request(resource("service.name", "t"), gauge("m", "", p))));
    Encoding third =
        Encoding.of(encoder, batch(request(resource("service.name", "s"), gauge("n", "", p))));
    Encoding fourth =
        Encoding.of(encoder, batch(request(resource("service.name", "s"), counter("m", "", p))));
    Encoding fifth =
        Encoding.of(encoder, batch(request(resource("service.name", "s"), gauge("m", "s", p))));

    assertThat(List.of(first.names(), second.names(), third.names(), fourth.names(), fifth.names()))
        .containsExactly(
            List.of("{__name__=\"m\",a=\"x\",job=\"s\"}"),
            List.of("{__name__=\"m\",a=\"x\",job=\"t\"}"),
            List.of("{__name__=\"n\",a=\"x\",job=\"s\"}"),
            List.of("{__name__=\"m_total\",a=\"x\",job=\"s\"}"),
            List.of("{__name__=\"m_seconds\",a=\"x\",job=\"s\"}"));
  }

  @Test
  void differentPoints_meetInOneSeries() {
    var encoder = new WriteRequestEncoder(Translation.DEFAULT, 10 << 20);
    var gauge = gauge("h_sum", "", point(1, 1_000_000));
    var histogram =
        histogram("h", "", HistogramDataPoint.newBuilder().setTimeUnixNano(2_000_000).setSum(2));

    Encoding encoding = Encoding.of(encoder, batch(request(resource(), histogram, gauge)));

    assertThat(encoding.series("{__name__=\"h_sum\"}").samples()).hasSize(2);
    assertThat(encoding.names()).doesNotHaveDuplicates();
  }

  @Test
  void itStaysWithinItsBound_andForgetsNothingElse() {
    var encoder = new WriteRequestEncoder(Translation.DEFAULT, ROOM);

    for (int i = 0; i < 50; i++) {
      encoder.encode(series(i * 100, i * 100 + 100), Selection.ALL, Long.MAX_VALUE);
      assertThat(encoder.cache().bytes()).isLessThanOrEqualTo(ROOM);
      assertThat(encoder.cache().series()).isPositive().isLessThan(ROOM / 100);
    }
    assertThat(Encoding.of(encoder, series(0, 100)).names())
        .isEqualTo(Encoding.of(Encoding.encoder(Translation.DEFAULT), series(0, 100)).names());
  }

  @Test
  void aFloodOfSeriesSeenOnce_doesNotDriveOutWhatIsUsed() {
    var encoder = new WriteRequestEncoder(Translation.DEFAULT, ROOM);
    for (int i = 0; i < 3; i++) encoder.encode(series(0, 200), Selection.ALL, Long.MAX_VALUE);

    for (int i = 0; i < 40; i++) {
      encoder.encode(series(1000 + i * 100, 1100 + i * 100), Selection.ALL, Long.MAX_VALUE);
      if (i % 4 == 0) encoder.encode(series(0, 200), Selection.ALL, Long.MAX_VALUE);
    }

    assertThat(missesOf(encoder, series(0, 200))).isLessThan(20);
  }

  @Test
  void aWorkingSetThatIsTooLarge_stillFindsMostOfIt() {
    var encoder = new WriteRequestEncoder(Translation.DEFAULT, ROOM);
    // Learn how many fit, then come round in turn with half as many again.
    for (int i = 0; i < 10; i++)
      encoder.encode(series(i * 100, i * 100 + 100), Selection.ALL, Long.MAX_VALUE);
    int all = encoder.cache().series() * 3 / 2;
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < all; i += 50)
        encoder.encode(series(i, i + 50), Selection.ALL, Long.MAX_VALUE);
    }

    long misses = 0;
    for (int i = 0; i < all; i += 50) misses += missesOf(encoder, series(i, i + 50));

    assertThat(misses).isLessThan(all / 2);
  }

  @Test
  void nothingIsKept_ofWhatHasGone() {
    var encoder = new WriteRequestEncoder(Translation.DEFAULT, 1);

    encoder.encode(series(0, 1000), Selection.ALL, Long.MAX_VALUE);

    assertThat(encoder.cache().bytes()).isZero();
    assertThat(encoder.cache().series()).isZero();
    assertThat(encoder.cache().nodes()).isZero();
  }
}
