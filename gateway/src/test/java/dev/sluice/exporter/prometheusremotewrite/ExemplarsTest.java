package dev.sluice.exporter.prometheusremotewrite;

import static dev.sluice.testkit.Metrics.attributes;
import static dev.sluice.testkit.Metrics.counter;
import static dev.sluice.testkit.Metrics.gauge;
import static dev.sluice.testkit.Metrics.point;
import static dev.sluice.testkit.Metrics.resource;
import static dev.sluice.testkit.Metrics.sum;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.sluice.testkit.RemoteWrite;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExemplarsTest {
  private static final long TIME = 1_700_000_000_123_000_000L;
  private static final ByteString TRACE = ByteString.fromHex("0af7651916cd43dd8448eb211c80319c");
  private static final ByteString SPAN = ByteString.fromHex("b7ad6b7169203331");

  private static List<RemoteWrite.Exemplar> encode(Exemplar.Builder... exemplars) {
    var point = point(1, TIME);
    for (Exemplar.Builder exemplar : exemplars) point.addExemplars(exemplar);
    return Encoding.of(resource(), counter("c", "", point))
        .series("{__name__=\"c_total\"}")
        .exemplars();
  }

  private static String labels(Exemplar.Builder exemplar) {
    return RemoteWrite.text(encode(exemplar).get(0).labels());
  }

  @Test
  void anExemplar_hasItsIdsItsAttributesItsValueAndTime() {
    var exemplar =
        Exemplar.newBuilder()
            .setTraceId(TRACE)
            .setSpanId(SPAN)
            .setAsInt(7)
            .setTimeUnixNano(TIME)
            .addAllFilteredAttributes(attributes("user.id", "u", "empty", "", "", "x"));

    assertThat(encode(exemplar))
        .singleElement()
        .satisfies(
            e -> {
              assertThat(RemoteWrite.text(e.labels()))
                  .isEqualTo(
                      "{span_id=\"b7ad6b7169203331\","
                          + "trace_id=\"0af7651916cd43dd8448eb211c80319c\",user.id=\"u\"}");
              assertThat(e.value()).isEqualTo(7);
              assertThat(e.millis()).isEqualTo(1_700_000_000_123L);
            });
  }

  @Test
  void idsOfZero_areNone() {
    assertThat(labels(Exemplar.newBuilder().setTraceId(ByteString.copyFrom(new byte[16]))))
        .isEqualTo("{}");
    assertThat(labels(Exemplar.newBuilder().setSpanId(SPAN)))
        .isEqualTo("{span_id=\"b7ad6b7169203331\"}");
  }

  @Test
  void anAttributeCalledAsAnId_givesWay() {
    assertThat(
            labels(
                Exemplar.newBuilder()
                    .setTraceId(TRACE)
                    .addAllFilteredAttributes(attributes("trace_id", "mine", "a", "1", "a", "2"))))
        .isEqualTo("{a=\"2\",trace_id=\"0af7651916cd43dd8448eb211c80319c\"}");
  }

  @Test
  void attributesThatMakeItTooLong_areLeftOut() {
    // trace_id and its value are 40 characters, so 88 are left.
    var fits = Exemplar.newBuilder().setTraceId(TRACE);
    fits.addAllFilteredAttributes(attributes("k", "\ud83d\ude00".repeat(87)));
    var tooLong = Exemplar.newBuilder().setTraceId(TRACE);
    tooLong.addAllFilteredAttributes(attributes("k", "x".repeat(88)));

    assertThat(labels(fits)).contains("k=\"");
    assertThat(labels(tooLong)).isEqualTo("{trace_id=\"0af7651916cd43dd8448eb211c80319c\"}");
  }

  @Test
  void exemplars_areInTheOrderOfTime() {
    assertThat(
            encode(
                Exemplar.newBuilder().setAsDouble(2).setTimeUnixNano(2_000_000),
                Exemplar.newBuilder().setAsDouble(1).setTimeUnixNano(1_000_000)))
        .extracting(RemoteWrite.Exemplar::value)
        .containsExactly(1.0, 2.0);
  }

  @Test
  void sumsHaveThem_gaugesDoNot() {
    var point = point(1, TIME).addExemplars(Exemplar.newBuilder().setTraceId(TRACE));
    var cumulative = AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE;
    var encoding =
        Encoding.of(resource(), gauge("g", "", point), sum("u", "", false, cumulative, point));

    assertThat(encoding.series("{__name__=\"g\"}").exemplars()).isEmpty();
    assertThat(encoding.series("{__name__=\"u\"}").exemplars()).hasSize(1);
  }
}
