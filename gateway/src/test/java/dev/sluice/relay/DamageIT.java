package dev.sluice.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.protobuf.Message;
import dev.sluice.otlp.Signal;
import dev.sluice.otlp.fixture.Captures;
import dev.sluice.otlp.fixture.Oracle;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Requests that were damaged on their way, on one connection and in one batch with whole ones: cut
 * at every byte, and with every bit flipped.
 */
class DamageIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  /**
   * Damaged requests between two looks at the backend. Together they are less than the exporter
   * puts into one push (8 MiB), beyond which it would cut a resource's items in two.
   */
  private static final int ROUND = 1000;

  private static final int DAMAGED_PER_NEIGHBOUR = 100;

  private static final String CONFIG =
      """
      receivers:
        otlp: {protocols: {http: {endpoint: "${env:ADDRESS}:4318"}}}
      processors:
        batch: {timeout: 100ms, send_batch_size: 1000000}
      exporters:
        otlphttp: {endpoint: "${env:SINK}", compression: none}
      service:
        telemetry: {metrics: {level: none}}
        pipelines:
          traces: {receivers: [otlp], processors: [batch], exporters: [otlphttp]}
          metrics: {receivers: [otlp], processors: [batch], exporters: [otlphttp]}
          logs: {receivers: [otlp], processors: [batch], exporters: [otlphttp]}
      """;

  @TempDir private Path scratch;

  private final Map<UUID, Integer> owed = new HashMap<>();
  private final Map<UUID, Integer> arrived = new ConcurrentHashMap<>();

  @ParameterizedTest
  @EnumSource(Signal.class)
  void damage_staysWithWhatWasDamaged(Signal signal) throws Exception {
    String address = Loopback.next();
    InetSocketAddress backend = Loopback.at(Loopback.next(), 4318);
    Endpoint.Taker taker = body -> count(Oracle.parse(signal, body), arrived);
    Path config = Files.writeString(scratch.resolve("config.yaml"), CONFIG);
    try (var sink = new Endpoint(backend, 200, Map.of("/v1/" + signal.id(), taker));
        ChildProcess gateway =
            GatewayJar.start(
                scratch.resolve("log"),
                Map.of("ADDRESS", address, "SINK", sink.url()),
                List.of("-Xmx256m"),
                List.of("--config", config.toString()));
        var connection = new KeepAlive(Loopback.at(address, 4318))) {
      byte[] whole = smallest(signal);
      int damages = whole.length * 9;
      for (int from = 0; from < damages; from += ROUND) {
        round(signal, connection, whole, from, Math.min(damages, from + ROUND));
        assertThat(sink.complaints()).isEmpty();
      }
      gateway.failIfEnded();
    }
  }

  private void round(Signal signal, KeepAlive connection, byte[] whole, int from, int to)
      throws Exception {
    var requests = new ArrayList<byte[]>();
    for (int damage = from; damage < to; damage++) {
      requests.add(damaged(whole, damage));
      if (damage % DAMAGED_PER_NEIGHBOUR == 0) requests.add(neighbour(signal, whole, damage));
    }
    int[] statuses = connection.post("/v1/" + signal.id(), requests);
    for (int i = 0; i < statuses.length; i++) {
      byte[] request = requests.get(i);
      Message expected = Judgement.of(signal, request);
      if (statuses[i] == 200 && expected != null) {
        if (Oracle.items(expected) > 0) count(expected, owed);
      } else if (statuses[i] != 400 || (expected != null && Judgement.isTaken(signal, request))) {
        fail("%s: damage after %d, request %d: status %d", signal, from, i, statuses[i]);
      }
    }
    Eventually.holds(SOON, () -> everythingArrived("the round from damage " + from));
    owed.clear();
    arrived.clear();
  }

  /** All that is owed and nothing else, which would be a neighbour's data changed. */
  private void everythingArrived(String round) {
    var missing = new HashMap<>(owed);
    missing.entrySet().removeAll(arrived.entrySet());
    var unexpected = new HashMap<>(arrived);
    unexpected.entrySet().removeAll(owed.entrySet());
    assertThat(missing).as("owed in " + round).isEmpty();
    assertThat(unexpected).as("not owed in " + round).isEmpty();
  }

  /** First every cut, then every flipped bit. */
  private static byte[] damaged(byte[] whole, int damage) {
    if (damage < whole.length) return Arrays.copyOf(whole, damage);
    byte[] flipped = whole.clone();
    int bit = damage - whole.length;
    flipped[bit >>> 3] ^= (byte) (1 << (bit & 7));
    return flipped;
  }

  /** A whole request that no other is equal to. */
  private static byte[] neighbour(Signal signal, byte[] whole, int number) {
    Message.Builder request = Oracle.mustParse(signal, whole).toBuilder();
    var groups = request.getDescriptorForType().findFieldByNumber(1);
    Message.Builder group = request.getRepeatedFieldBuilder(groups, 0);
    Message.Builder resource =
        group.getFieldBuilder(group.getDescriptorForType().findFieldByName("resource"));
    resource.addRepeatedField(
        resource.getDescriptorForType().findFieldByName("attributes"),
        KeyValue.newBuilder()
            .setKey("neighbour")
            .setValue(AnyValue.newBuilder().setIntValue(number))
            .build());
    return request.build().toByteArray();
  }

  /** Groups by their digest: together they would be a gigabyte. */
  private static void count(Message request, Map<UUID, Integer> counts) {
    for (Message group : OtlpSink.groups(request)) {
      counts.merge(UUID.nameUUIDFromBytes(group.toByteArray()), 1, Integer::sum);
    }
  }

  private static byte[] smallest(Signal signal) {
    return Captures.of(signal).stream()
        .map(Captures.Capture::bytes)
        .min(Comparator.comparingInt(bytes -> bytes.length))
        .orElseThrow();
  }
}
