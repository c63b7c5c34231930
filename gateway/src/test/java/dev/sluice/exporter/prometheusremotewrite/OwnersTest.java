package dev.sluice.exporter.prometheusremotewrite;

import static dev.sluice.testkit.Metrics.counter;
import static dev.sluice.testkit.Metrics.point;
import static dev.sluice.testkit.Metrics.request;
import static dev.sluice.testkit.Metrics.resource;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Section;
import dev.sluice.config.Sections;
import dev.sluice.data.Batch;
import dev.sluice.data.BatchBuilder;
import dev.sluice.data.Metadata;
import dev.sluice.data.Outcome;
import dev.sluice.net.auth.ClientAuthenticator;
import dev.sluice.net.auth.OutgoingHeaders;
import dev.sluice.net.client.Target;
import dev.sluice.otlp.Signal;
import dev.sluice.sending.Answer;
import dev.sluice.testkit.FakeBackend;
import dev.sluice.testkit.FakeBackend.Reply;
import dev.sluice.testkit.ManualClock;
import dev.sluice.testkit.ManualTimer;
import dev.sluice.testkit.Metrics;
import dev.sluice.testkit.TestSettings;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Series of the same labels that belong to several tenants, behind one exporter. */
class OwnersTest {
  private static final Resource RESOURCE = resource("service.name", "s", "host.name", "h");
  private static final Selection IN_ORDER =
      new Selection(true, Long.MIN_VALUE, Long.MAX_VALUE, true);

  private final FakeBackend backend = new FakeBackend();
  private final ManualClock clock = new ManualClock();
  private final long nanos = clock.epochMillis() * 1_000_000;

  @AfterEach
  void close() {
    backend.close();
  }

  private static Batch gauge(long millis) {
    return Metrics.batch(request(RESOURCE, Metrics.gauge("g", "", point(1, millis * 1_000_000))));
  }

  private static List<String> samples(WriteRequestEncoder encoder, String owner, long millis) {
    encoder.of(owner);
    return Encoding.of(encoder, gauge(millis)).series();
  }

  @Test
  void targetInfo_isNotKeptBackForAnOtherOwnersTime() {
    WriteRequestEncoder encoder = Encoding.encoder(Translation.DEFAULT);
    assertThat(samples(encoder, "a", 10)).hasSize(2);
    assertThat(samples(encoder, "b", 9)).hasSize(2);
    assertThat(samples(encoder, "b", 8)).hasSize(1);
    assertThat(samples(encoder, "a", 9)).hasSize(1);
  }

  @Test
  void whatOneOwnerHas_makesNoSampleOfAnotherLate() {
    WriteRequestEncoder encoder = Encoding.encoder(Translation.DEFAULT);
    samples(encoder, "a", 10);
    encoder.of("b");
    assertThat(encoder.encode(gauge(9), IN_ORDER, Long.MAX_VALUE).omissions().total()).isZero();
    encoder.of("a");
    assertThat(encoder.encode(gauge(9), IN_ORDER, Long.MAX_VALUE).omissions().total()).isEqualTo(1);
  }

  @Test
  void deltas_areAddedUpForEachOwner() {
    WriteRequestEncoder encoder =
        Encoding.encoder(Translations.of("delta_to_cumulative: {enabled: true}"));
    assertThat(sum(encoder, "a", 1)).containsExactly("{__name__=\"d_total\"} [5.0@1]");
    assertThat(sum(encoder, "b", 1)).containsExactly("{__name__=\"d_total\"} [5.0@1]");
    assertThat(sum(encoder, "a", 2)).containsExactly("{__name__=\"d_total\"} [10.0@2]");
  }

  private static List<String> sum(WriteRequestEncoder encoder, String owner, long millis) {
    encoder.of(owner);
    var delta = AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA;
    Metric metric = Metrics.sum("d", "", true, delta, point(5, millis * 1_000_000));
    return Encoding.of(encoder, Metrics.batch(request(resource(), metric))).series();
  }

  /** Puts the client's tenant on its requests, as {@code headers_setter} does. */
  private static final class Tenants implements ClientAuthenticator {
    @Override
    public Object sign(OutgoingHeaders request) {
      String tenant = request.fromClient("x-tenant");
      if (tenant != null) request.set("X-Scope-OrgID", tenant);
      return this;
    }

    @Override
    public List<String> clientHeaders() {
      return List.of("X-Tenant");
    }
  }

  private PrometheusRemoteWriteExporter exporter(String yaml) throws Exception {
    String url = backend.url("/api/v1/push");
    Section section =
        Sections.parse("endpoint: " + url + "\nauth: {authenticator: tenants}\n" + yaml + "\n");
    var config = PrometheusRemoteWriteConfig.read(section);
    assertThat(Sections.problems(section)).isEmpty();
    var settings = TestSettings.of("prometheusremotewrite", clock, new ManualTimer(clock));
    settings.shared().put(ClientAuthenticator.class, "tenants", new Tenants());
    return new PrometheusRemoteWriteExporter(config, Target.parse(url), settings);
  }

  private static Batch of(String tenant, Metric... metrics) {
    var batch = new BatchBuilder(Signal.METRICS);
    batch.add(Metrics.batch(request(resource(), metrics)));
    return batch.build(new Metadata(Map.of("x-tenant", List.of(tenant)), ""));
  }

  private List<String> tenants() {
    var tenants = new ArrayList<String>();
    backend.requests().forEach(request -> tenants.add(request.header("X-Scope-OrgID")));
    return tenants;
  }

  @Test
  void metadata_isSaidToEachOwner() throws Exception {
    PrometheusRemoteWriteExporter exporter = exporter("send_metadata: true");
    Metric metric = counter("c", "By", point(1, nanos));
    exporter.push(of("a", metric));
    exporter.push(of("a", metric));
    exporter.push(of("b", metric));
    assertThat(tenants()).containsExactly("a", "a", "a", "b", "b");
    exporter.abort();
  }

  @Test
  void whatABackendRefusesOneOwner_isSentForAnother() throws Exception {
    PrometheusRemoteWriteExporter exporter = exporter("");
    backend.answers(
        request ->
            "old".equals(request.header("X-Scope-OrgID"))
                ? Reply.of(500, "native histograms are disabled\n")
                : Reply.of(204));
    Answer refused = exporter.push(of("old", exponential()));
    assertThat(refused.tally().exceptions()).isEqualTo(Map.of(Outcome.REJECTED_INVALID, 1));

    assertThat(exporter.push(of("new", exponential())).tally().exceptions()).isEmpty();
    exporter.push(of("old", exponential()));
    assertThat(tenants()).containsExactly("old", "new");
    exporter.abort();
  }

  private Metric exponential() {
    var point =
        ExponentialHistogramDataPoint.newBuilder()
            .setTimeUnixNano(nanos)
            .setCount(1)
            .setZeroCount(1);
    var histogram =
        ExponentialHistogram.newBuilder()
            .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE)
            .addDataPoints(point);
    return Metric.newBuilder().setName("e").setExponentialHistogram(histogram).build();
  }
}
