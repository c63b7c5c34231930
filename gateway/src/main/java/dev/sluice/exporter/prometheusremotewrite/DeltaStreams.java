package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.wire.ProtoWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All series whose deltas are added up, found by the labels that they become. Bounded in number;
 * what is not used goes after a while. In memory alone: after a restart every series begins at
 * zero, as a counter does after a restart of its process. Owner: the encoder's thread.
 */
final class DeltaStreams {
  private final Deltas config;
  private final Wire wire;
  private final SeriesTable table;

  /** Those used least recently first. */
  private final LinkedHashMap<Identity, DeltaStream> streams = new LinkedHashMap<>(16, 0.75f, true);

  private final Identity wanted = new Identity();
  private final ProtoWriter labels = new ProtoWriter();

  private final ArrayList<DeltaStream> inRequest = new ArrayList<>();
  private byte[] owner = {};
  private long request;
  private long nowNanos;

  DeltaStreams(Deltas config, Wire wire, SeriesTable table) {
    this.config = config;
    this.wire = wire;
    this.table = table;
  }

  /**
   * What a series is in all requests: its owner and its labels as bytes. Changes only while it is
   * no key.
   */
  static final class Identity {
    private final ProtoWriter bytes = new ProtoWriter(64);
    private int hash;

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Identity that
          && Arrays.equals(
              bytes.array(), 0, bytes.size(), that.bytes.array(), 0, that.bytes.size());
    }

    Identity copy() {
      var copy = new Identity();
      copy.bytes.raw(bytes.array(), 0, bytes.size());
      copy.hash = hash;
      return copy;
    }
  }

  boolean areWanted() {
    return config.wanted();
  }

  int size() {
    return streams.size();
  }

  /** The series that follow are of that owner. */
  void of(byte[] newOwner) {
    owner = newOwner;
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
  }

  /** The stream of that series, made if there is room; else null. */
  @Nullable DeltaStream of(Series series) {
    DeltaStream stream = series.deltas;
    if (stream == null) {
      identify(series);
      stream = streams.get(wanted);
    }
    if (stream == null) {
      if (streams.size() >= config.maxStreams()) return null;
      stream = new DeltaStream(wanted.copy());
      streams.put(stream.series, stream);
    }
    series.deltas = stream;
    if (stream.request != request) {
      stream.request = request;
      stream.usedAtNanos = nowNanos;
      inRequest.add(stream);
    }
    return stream;
  }

  private void identify(Series series) {
    labels.clear();
    labels.ensure(series.labelsLength());
    labels.advance(table.write(series, labels.array(), 0));
    wanted.bytes.clear();
    wanted.bytes.rawVarint(owner.length).raw(owner, 0, owner.length);
    wanted.bytes.rawByte(series.histograms ? 1 : 0);
    wire.appendIdentity(labels.array(), 0, labels.size(), wanted.bytes);
    wanted.hash = (int) Hash64.of(wanted.bytes.array(), 0, wanted.bytes.size());
  }
}
