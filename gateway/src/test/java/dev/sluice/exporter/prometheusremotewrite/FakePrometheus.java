package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.testkit.FakeBackend;
import dev.sluice.testkit.FakeBackend.Reply;
import dev.sluice.testkit.FakeBackend.Request;
import dev.sluice.testkit.RemoteWrite;
import dev.sluice.testkit.RemoteWrite.Sample;
import dev.sluice.testkit.RemoteWrite.TimeSeries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import org.xerial.snappy.Snappy;

/**
 * A remote-write receiver that judges as Prometheus 2.42 does: one sample out of order, or too old,
 * or one native histogram, and nothing of the request is stored.
 */
final class FakePrometheus implements AutoCloseable {
  final FakeBackend backend = new FakeBackend();
  private final Map<String, List<Sample>> stored = new TreeMap<>();
  private boolean takesHistograms;
  private long oldestMillis = Long.MIN_VALUE;
  private int histograms;
  private IntSupplier trouble = () -> 204;

  FakePrometheus() {
    backend.answers(this::answer);
  }

  void takesHistograms(boolean yes) {
    takesHistograms = yes;
  }

  /** Before anything is judged, this status is answered; 413 to several series alone. */
  void hasTrouble(IntSupplier statuses) {
    trouble = statuses;
  }

  void takesNothingOlderThan(long millis) {
    oldestMillis = millis;
  }

  synchronized Map<String, List<Sample>> stored() {
    var copy = new TreeMap<String, List<Sample>>();
    stored.forEach((name, samples) -> copy.put(name, List.copyOf(samples)));
    return copy;
  }

  /** Values in the order in which they came. */
  List<Double> values(String series) {
    return stored().getOrDefault(series, List.of()).stream().map(Sample::value).toList();
  }

  synchronized int histograms() {
    return histograms;
  }

  static RemoteWrite decode(Request request) {
    try {
      return RemoteWrite.decode(Snappy.uncompress(request.body().bytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized Reply answer(Request request) {
    RemoteWrite write = decode(request);
    int status = trouble.getAsInt();
    boolean single = write.timeseries().size() == 1;
    if (status != 204 && !(status == 413 && single)) return Reply.of(status);
    var fresh = new HashMap<String, List<Sample>>();
    int freshHistograms = 0;
    for (TimeSeries series : write.timeseries()) {
      for (Sample sample : series.samples()) {
        if (sample.millis() < oldestMillis) return Reply.of(400, "out of bounds\n");
        List<Sample> known = fresh.computeIfAbsent(series.name(), this::known);
        Sample last = known.isEmpty() ? null : known.get(known.size() - 1);
        if (last != null && sample.millis() < last.millis()) {
          return Reply.of(400, "out of order sample\n");
        }
        if (last != null && sample.millis() == last.millis()) {
          if (sample.bits() == last.bits()) continue;
          return Reply.of(400, "duplicate sample for timestamp\n");
        }
        known.add(sample);
      }
      freshHistograms += series.histograms().size();
    }
    if (freshHistograms > 0 && !takesHistograms) {
      return Reply.of(500, "native histograms are disabled\n");
    }
    stored.putAll(fresh);
    histograms += freshHistograms;
    return Reply.of(204);
  }

  private List<Sample> known(String series) {
    return new ArrayList<>(stored.getOrDefault(series, List.of()));
  }

  @Override
  public void close() {
    backend.close();
  }
}
