package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.data.Batch;
import dev.sluice.otlp.Otlp;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.ProtoWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * OTLP metrics into a request of remote write, bytes to bytes in one walk. Fields may come in any
 * order. Pure but for its cache of series: no network, no clock. Not for several threads.
 *
 * <p>What comes out is never poisoned: labels are sorted and unique, names legal, values not empty,
 * samples of a series in one place and in the order of time. Points that cannot be said so are left
 * out and counted.
 *
 * <pre>
 *   batch -> groups -> scopes -> metrics -> points --(SeriesCache)--> series
 *                                                                       |
 *                     request bytes <---- RequestBuffer <--- samples ---+
 * </pre>
 */
final class WriteRequestEncoder {
  private static final int KEEP_BYTES = 16 << 20;

  private final Translation translation;
  private final Wire wire;
  private final SeriesCache cache;
  private final RequestBuffer buffer;
  private final MetricWalk metrics;
  private final DeltaStreams deltas;
  private final Omissions omissions = new Omissions();
  private final List<ResourceNode> resources = new ArrayList<>();

  private final ProtoCursor group = new ProtoCursor();
  private final ProtoCursor scope = new ProtoCursor();

  /** The scope's messages, if scopes become labels; else nothing. */
  private final Gathered scopeBytes = new Gathered();

  private ProtoWriter out = new ProtoWriter(1024);
  private @Nullable ResourceNode before;
  private long nowNanos;

  /**
   * @param cacheBytes about what the series that are remembered may take
   */
  WriteRequestEncoder(Translation translation, long cacheBytes) {
    this.translation = translation;
    this.wire = Wire.of(translation.protocol());
    this.cache = new SeriesCache(translation, wire, cacheBytes);
    this.buffer = new RequestBuffer(wire);
    this.deltas = new DeltaStreams(translation.deltas(), cache::release);
    this.metrics = new MetricWalk(wire, cache, buffer, deltas, omissions);
  }

  Protocol protocol() {
    return translation.protocol();
  }

  SeriesCache cache() {
    return cache;
  }

  /**
   * Encodes a batch of metrics.
   *
   * @param selection which points are wanted
   * @param maxBytes beyond this a batch of several items is given up as too large; the last item
   *     that was looked at may exceed it
   */
  Encoded encode(Batch batch, Selection selection, long maxBytes) {
    begin(selection);
    long limit = batch.items() == 1 ? Long.MAX_VALUE : maxBytes;
    for (int i = 0; i < batch.size() && buffer.size() <= limit; i++) group(batch.group(i), limit);
    buffer.describe(wire.targetInfo());
    for (ResourceNode resource : resources) addTargetInfo(resource);
    boolean tooLarge = buffer.size() > limit;
    if (!tooLarge) {
      buffer.finish();
      makeRoom();
      buffer.writeTo(out);
    }
    var encoded =
        new Encoded(
            ByteSlice.of(out.array(), 0, out.size()),
            selection,
            tooLarge,
            buffer.series(),
            buffer.samples(),
            buffer.histograms(),
            buffer.exemplars(),
            buffer.newestMillis(),
            omissions);
    cache.trim();
    return encoded;
  }

  /** With some to spare, as the next request will be of about this size. */
  private void makeRoom() {
    long needed = buffer.size() + buffer.size() / 8;
    if (needed > out.array().length) out = new ProtoWriter(Math.toIntExact(needed));
  }

  /** The time of what follows, by which sums of deltas grow old. */
  void at(long nanos) {
    nowNanos = nanos;
  }

  DeltaStreams deltas() {
    return deltas;
  }

  /** The backend has what was encoded last: what is older is out of order from now on. */
  void taken() {
    buffer.taken();
  }

  private void begin(Selection selection) {
    deltas.begin(buffer.isTaken(), buffer.request() + 1, nowNanos);
    buffer.begin(selection);
    omissions.clear();
    if (out.array().length > KEEP_BYTES) out = new ProtoWriter(1024);
    out.clear();
    resources.clear();
    before = null;
  }

  private void group(ResourceGroup telemetry, long limit) {
    ByteSlice bytes = telemetry.resource();
    ResourceNode resource = cache.resource(before, bytes.array(), bytes.offset(), bytes.end());
    before = resource;
    if (resource.begin(buffer.request())) resources.add(resource);
    metrics.begin(resource, limit);
    group.reset(telemetry.rest());
    while (group.next() && buffer.size() <= limit) {
      if (group.isLen(Otlp.ResourceMetrics.SCOPE_METRICS)) scopeMetrics(limit);
    }
  }

  private void scopeMetrics(long limit) {
    if (translation.scopeLabels()) {
      scopeBytes.clear();
      for (group.into(scope); scope.next(); ) {
        if (scope.isLen(Otlp.ScopeMetrics.SCOPE)) scopeBytes.addValue(scope);
      }
    }
    for (group.into(scope); scope.next() && buffer.size() <= limit; ) {
      if (!scope.isLen(Otlp.ScopeMetrics.METRICS)) continue;
      metrics.metric(scope.array(), scope.valueStart(), scope.valueEnd(), scopeBytes);
    }
  }

  /**
   * Once for each resource, at the time of its newest point. Never older than what the backend has:
   * that would be a sample out of order, of a series that nobody sent.
   */
  private void addTargetInfo(ResourceNode resource) {
    PointNode info = cache.targetInfo(resource, buffer.request());
    if (info.series.length == 0 || resource.newestNanos == 0) return;
    long millis = Values.millis(resource.newestNanos);
    if (info.series[0].hasNewer(buffer.request(), millis)) return;
    if (buffer.objection(info.series[0], millis, Values.ONE) != null) return;
    buffer.sample(info.series[0], millis, Values.ONE);
  }
}
