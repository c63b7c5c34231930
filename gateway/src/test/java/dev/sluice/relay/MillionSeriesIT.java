package dev.sluice.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.RemoteWrite;
import dev.sluice.testkit.RemoteWrite.Label;
import dev.sluice.testkit.RemoteWrite.Sample;
import dev.sluice.testkit.RemoteWrite.TimeSeries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xerial.snappy.Snappy;

/**
 * A page of a million series, from a scrape to remote write, in the smallest heap that is taken to
 * be large enough for what is remembered of them.
 */
class MillionSeriesIT {
  private static final int SERIES = 1_000_000;
  private static final Duration PATIENCE = Duration.ofSeconds(180);

  /** A quarter of which may be series: these count as 420 MB. */
  private static final List<String> MEMORY = List.of("-Xmx1700m", "-XX:+UseSerialGC");

  private static final String CONFIG =
      """
      receivers:
        prometheus:
          config:
            scrape_configs:
              - job_name: many
                scrape_interval: 15s
                scrape_timeout: 15s
                sample_limit: %d
                static_configs: [{targets: ["%s"]}]
      exporters:
        prometheusremotewrite: {endpoint: "%s/api/v1/write"}
      service:
        telemetry: {metrics: {level: none}}
        pipelines:
          metrics: {receivers: [prometheus], exporters: [prometheusremotewrite]}
      """;

  @TempDir private Path scratch;

  /** Which series have a sample of which time. */
  private final Map<Long, BitSet> arrived = new TreeMap<>();

  private static byte[] page() {
    var page = new StringBuilder("# TYPE m gauge\n");
    for (int i = 0; i < SERIES; i++) page.append("m{i=\"").append(i).append("\"} 1\n");
    return page.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private void take(byte[] body) throws IOException {
    for (TimeSeries series : RemoteWrite.decode(Snappy.uncompress(body)).timeseries()) {
      for (Label label : series.labels()) {
        if (label.name().equals("i")) take(Integer.parseInt(label.value()), series.samples());
      }
    }
  }

  private synchronized void take(int series, List<Sample> samples) {
    for (Sample sample : samples) {
      if (sample.value() == 1) {
        arrived.computeIfAbsent(sample.millis(), any -> new BitSet(SERIES)).set(series);
      }
    }
  }

  private synchronized long wholePages() {
    return arrived.values().stream().filter(page -> page.cardinality() == SERIES).count();
  }

  @Test
  void twoScrapes_arriveWhole() throws Exception {
    try (Endpoint target = Endpoint.page(Loopback.at(Loopback.next(), 9100), "/metrics", page());
        Endpoint sink =
            new Endpoint(
                Loopback.at(Loopback.next(), 9090), 204, Map.of("/api/v1/write", this::take));
        ChildProcess gateway = start(target, sink)) {
      Eventually.holds(
          PATIENCE,
          () -> {
            gateway.failIfEnded();
            assertThat(wholePages()).as(gateway::output).isGreaterThanOrEqualTo(2);
          });
      assertThat(gateway.output()).doesNotContain("OutOfMemoryError").doesNotContain("are lost");
      assertThat(sink.complaints()).isEmpty();
    }
  }

  private ChildProcess start(Endpoint target, Endpoint sink) throws Exception {
    String config =
        CONFIG.formatted(2 * SERIES, target.url().substring("http://".length()), sink.url());
    return GatewayJar.start(
        scratch.resolve("log"),
        Map.of(),
        MEMORY,
        List.of("--config", Files.writeString(scratch.resolve("c.yaml"), config).toString()));
  }
}
