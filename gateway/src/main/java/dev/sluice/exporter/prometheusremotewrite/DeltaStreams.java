package dev.sluice.exporter.prometheusremotewrite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All series whose deltas are added up, found by the {@link Series} that they become, which is one
 * object for one set of labels and stays while a stream is there. Bounded in number; what is not
 * used goes after a while. In memory alone: after a restart every series begins at zero, as a
 * counter does after a restart of its process. Owner: the encoder's thread.
 */
final class DeltaStreams {
  private final Deltas config;
  private final Consumer<Series> release;

  /** Those used least recently first. */
  private final LinkedHashMap<Series, DeltaStream> streams = new LinkedHashMap<>();

  private final ArrayList<DeltaStream> inRequest = new ArrayList<>();
  private long request;
  private long nowNanos;

  /**
   * @param release is given each series that has no stream any more
   */
  DeltaStreams(Deltas config, Consumer<Series> release) {
    this.config = config;
    this.release = release;
  }

  boolean areWanted() {
    return config.wanted();
  }

  int size() {
    return streams.size();
  }

  /**
   * Begins a request.
   *
   * @param taken whether the backend has the one before
   */
  void begin(boolean taken, long newRequest, long now) {
    request = newRequest;
    nowNanos = now;
    for (DeltaStream stream : inRequest) {
      if (taken) {
        stream.commit();
      } else {
        stream.rollBack();
      }
      if (stream.isEmpty()) forget(stream);
    }
    inRequest.clear();
    forgetStale();
  }

  private void forgetStale() {
    long maxStale = config.maxStale().toNanos();
    while (!streams.isEmpty()) {
      DeltaStream oldest = streams.values().iterator().next();
      if (nowNanos - oldest.usedAtNanos <= maxStale) return;
      forget(oldest);
    }
  }

  private void forget(DeltaStream stream) {
    streams.remove(stream.series);
    stream.series.deltas = null;
    release.accept(stream.series);
  }

  /** The stream of that series, made if there is room; else null. */
  @Nullable DeltaStream of(Series series) {
    DeltaStream stream = series.deltas;
    if (stream == null) {
      if (streams.size() >= config.maxStreams()) return null;
      stream = new DeltaStream(series);
      series.deltas = stream;
      series.users++;
    }
    if (stream.request != request) {
      stream.request = request;
      stream.usedAtNanos = nowNanos;
      streams.remove(series);
      streams.put(series, stream);
      inRequest.add(stream);
    }
    return stream;
  }
}
