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
 * limits, of which it complains in Loki's words. Its rate is counted in bytes per request, so that
 * no test depends on time, or as Loki does it, in bytes per second.
 */
public final class FakeLoki implements Closeable {
  private final FakeBackend backend;
  private final Map<String, Map<String, Set<Pushed.Line>>> stored = new LinkedHashMap<>();
  private final List<FakeBackend.Received> requests = new ArrayList<>();
  private final List<Integer> plainSizes = new ArrayList<>();

  /** Answers in this order, instead of what the limits say. */
  private final List<String> script = new ArrayList<>();

  private final List<FakeBackend.Received> asked = new ArrayList<>();
  private String limits = "";

  private long bucket = Long.MAX_VALUE;
  private long burst = Long.MAX_VALUE;
  private long rate = Long.MAX_VALUE;
  private boolean isPerSecond;
  private long filledAt;
  private int tooFast;
  private int maxStreams = Integer.MAX_VALUE;
  private int maxLine = Integer.MAX_VALUE;
  private final Set<String> downTenants = new HashSet<>();

  public FakeLoki() throws IOException {
    this.backend = new FakeBackend(this::answer);
  }

  public String url() {
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

  /** Loki's own bucket, which is empty when the first push comes. */
  public synchronized void limitRatePerSecond(long bytesPerSecond, long burstBytes) {
    limitRate(bytesPerSecond, burstBytes);
    bucket = 0;
    isPerSecond = true;
  }

  /** The pushes that were over the rate. */
  public synchronized int tooFast() {
    return tooFast;
  }

  /** What it says of its limits; nothing is 404. */
  public synchronized void showLimits(String yaml) {
    limits = yaml;
  }

  /** Who wanted to know its limits. */
  public synchronized List<FakeBackend.Received> asked() {
    return List.copyOf(asked);
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
    if (request.line().startsWith("GET ")) {
      asked.add(request);
      boolean isOffered = request.line().startsWith("GET /config/tenant/v1/limits ");
      FakeBackend.answering(isOffered && !limits.isEmpty() ? 200 : 404, limits)
          .answer(request, out);
      return;
    }
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
    fill();
    if (total > bucket) {
      tooFast++;
      return tooFast(pushed.lineCount(), total);
    }
    if (rate != Long.MAX_VALUE) bucket -= total;
    return store(tenant, pushed);
  }

  private void fill() {
    if (rate == Long.MAX_VALUE) return;
    long now = System.nanoTime();
    double seconds = filledAt == 0 ? 0 : (now - filledAt) / 1e9;
    bucket = Math.min(burst, bucket + (isPerSecond ? (long) (rate * seconds) : rate));
    filledAt = now;
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
      // As Loki's ingesters do: of a stream before one that is taken they do not complain.
      complaint = "204";
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

  public synchronized int storedLines(String tenant) {
    return stored.getOrDefault(tenant, Map.of()).values().stream().mapToInt(Set::size).sum();
  }

  /** The values of all structured metadata. */
  synchronized List<String> storedMetadata(String tenant) {
    return stored.getOrDefault(tenant, Map.of()).values().stream()
        .flatMap(Set::stream)
        .flatMap(line -> line.metadata().values().stream())
        .toList();
  }

  synchronized Set<String> storedStreams(String tenant) {
    return new LinkedHashSet<>(stored.getOrDefault(tenant, Map.of()).keySet());
  }

  synchronized List<FakeBackend.Received> requests() {
    return List.copyOf(requests);
  }

  /** The length of each push before compression. */
  public synchronized List<Integer> plainSizes() {
    return List.copyOf(plainSizes);
  }

  @Override
  public void close() throws IOException {
    backend.close();
  }
}
