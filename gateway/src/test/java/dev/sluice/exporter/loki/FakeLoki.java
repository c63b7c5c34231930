package dev.sluice.exporter.loki;

import dev.sluice.net.FakeBackend;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xerial.snappy.Snappy;

/**
 * Loki as far as its push API goes: it stores what it is sent by tenant and stream, once, and has
 * limits, of which it complains in Loki's words. Its rate is counted in bytes per request instead
 * of bytes per second, so that no test depends on time.
 */
final class FakeLoki implements Closeable {
  private final FakeBackend backend;
  private final Map<String, Map<String, Set<Pushed.Line>>> stored = new LinkedHashMap<>();
  private final List<FakeBackend.Received> requests = new ArrayList<>();
  private final List<Integer> plainSizes = new ArrayList<>();

  /** Answers in this order, instead of what the limits say. */
  private final List<String> script = new ArrayList<>();

  private long bucket = Long.MAX_VALUE;
  private long burst = Long.MAX_VALUE;
  private long rate = Long.MAX_VALUE;
  private int maxStreams = Integer.MAX_VALUE;
  private int maxLine = Integer.MAX_VALUE;
  private final Set<String> downTenants = new HashSet<>();

  FakeLoki() throws IOException {
    this.backend = new FakeBackend(this::answer);
  }

  String url() {
    return backend.url("/loki/api/v1/push");
  }

  synchronized void willAnswer(String statusAndBody) {
    script.add(statusAndBody);
  }

  synchronized void limitRate(long bytesPerRequest, long burstBytes) {
    rate = bytesPerRequest;
    burst = burstBytes;
    bucket = burstBytes;
  }

  synchronized void limitStreams(int count) {
    maxStreams = count;
  }

  synchronized void limitLine(int bytes) {
    maxLine = bytes;
  }

  synchronized void takeDown(String tenant) {
    downTenants.add(tenant);
  }

  private synchronized void answer(FakeBackend.Received request, OutputStream out)
      throws IOException {
    requests.add(request);
    byte[] plain = Snappy.uncompress(request.body());
    plainSizes.add(plain.length);
    String answer = script.isEmpty() ? push(request, plain) : script.remove(0);
    int space = answer.indexOf(' ');
    int status = Integer.parseInt(space < 0 ? answer : answer.substring(0, space));
    String body = space < 0 ? "" : answer.substring(space + 1);
    FakeBackend.answering(
            status, new String(body.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))
        .answer(request, out);
  }

  private String push(FakeBackend.Received request, byte[] plain) {
    String tenant = request.headers().getOrDefault("x-scope-orgid", "fake");
    if (downTenants.contains(tenant)) return "500 empty ring";
    Pushed pushed = Pushed.read(plain);
    long total = 0;
    for (Pushed.Stream stream : pushed.streams()) {
      for (Pushed.Line line : stream.lines()) total += line.text().length();
    }
    bucket = rate == Long.MAX_VALUE ? bucket : Math.min(burst, bucket + rate);
    if (total > bucket) return tooFast(pushed.lineCount(), total);
    if (rate != Long.MAX_VALUE) bucket -= total;
    return store(tenant, pushed);
  }

  private String tooFast(int lines, long bytes) {
    return "429 Ingestion rate limit exceeded for user fake (limit: %d bytes/sec) while attempting to ingest '%d' lines totaling '%d' bytes, reduce log volume"
        .formatted(rate, lines, bytes);
  }

  private String store(String tenant, Pushed pushed) {
    Map<String, Set<Pushed.Line>> streams =
        stored.computeIfAbsent(tenant, any -> new LinkedHashMap<>());
    String complaint = "204";
    int tooLong = 0;
    for (Pushed.Stream stream : pushed.streams()) {
      if (!streams.containsKey(stream.labels()) && streams.size() >= maxStreams) {
        complaint =
            "429 Maximum active stream limit exceeded when trying to create stream %s, reduce the number of active streams"
                .formatted(stream.labels());
        continue;
      }
      Set<Pushed.Line> lines =
          streams.computeIfAbsent(stream.labels(), any -> new LinkedHashSet<>());
      for (Pushed.Line line : stream.lines()) {
        if (line.text().length() > maxLine) {
          tooLong++;
        } else {
          lines.add(line);
        }
      }
    }
    if (tooLong == 0) return complaint;
    return "400 %d errors like: Max entry size '%d' bytes exceeded for stream '{}' while adding an entry with length '1' bytes"
        .formatted(tooLong, maxLine);
  }

  synchronized int storedLines(String tenant) {
    return stored.getOrDefault(tenant, Map.of()).values().stream().mapToInt(Set::size).sum();
  }

  synchronized Set<String> storedStreams(String tenant) {
    return new LinkedHashSet<>(stored.getOrDefault(tenant, Map.of()).keySet());
  }

  synchronized List<FakeBackend.Received> requests() {
    return List.copyOf(requests);
  }

  /** The length of each push before compression. */
  synchronized List<Integer> plainSizes() {
    return List.copyOf(plainSizes);
  }

  @Override
  public void close() throws IOException {
    backend.close();
  }
}
