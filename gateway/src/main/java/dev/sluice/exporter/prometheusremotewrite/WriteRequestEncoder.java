package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.data.Batch;
import dev.sluice.otlp.Otlp;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.ProtoWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * OTLP metrics into a request of remote write, bytes to bytes in one walk. Fields may come in any
 * order. Nothing is remembered of series but the newest sample that the backend has ({@link
 * History}). No network, no clock. Not for several threads.
 *
 * <p>What comes out is never poisoned: labels are sorted and unique, names legal, values not empty,
 * samples of a series in one place and in the order of time. Points that cannot be said so are left
 * out and counted.
 *
 * <pre>
 *   batch -> groups -> scopes -> metrics -> points --(PointLabels)--> series
 *                                                                       |
 *                     request bytes <---- RequestBuffer <--- samples ---+
 * </pre>
 */
final class WriteRequestEncoder {
  private static final int KEEP_BYTES = 16 << 20;

  private final Translation translation;
  private final Wire wire;
  private final SeriesTable series = new SeriesTable();
  private final History history;
  private final MetricTable table;
  private final PointLabels labels;
  private final RequestBuffer buffer;
  private final MetricWalk metrics;
  private final DeltaStreams deltas;
  private final Omissions omissions = new Omissions();

  /** Those of the request, in the order in which they were first seen. */
  private final List<RequestResource> resources = new ArrayList<>();

  /** Where there are several. */
  private final Map<ByteSlice, RequestResource> byMessage = new HashMap<>();

  private final ProtoCursor group = new ProtoCursor();
  private final ProtoCursor scope = new ProtoCursor();

  /** The scope's messages, if scopes become labels; else nothing. */
  private final Gathered scopeBytes = new Gathered();

  private ProtoWriter out = new ProtoWriter(1024);
  private long nowNanos;
  private String owner = "";

  /**
   * @param bytes about what may be remembered from request to request
   */
  WriteRequestEncoder(Translation translation, long bytes) {
    this.translation = translation;
    this.wire = Wire.of(translation.protocol());
    this.labels = new PointLabels(translation, wire, series);
    this.table = new MetricTable(translation, labels.own(), bytes / 2);
    this.history = new History(bytes / 2);
    this.buffer = new RequestBuffer(wire, series, history);
    this.deltas = new DeltaStreams(translation.deltas(), wire, series);
    this.metrics =
        new MetricWalk(translation.histograms(), wire, table, labels, buffer, deltas, omissions);
  }

  Protocol protocol() {
    return translation.protocol();
  }

  /** Series whose newest sample is remembered. */
  int knownSeries() {
    return history.size();
  }

  /** About what is remembered from request to request, but for the sums of deltas. */
  long knownBytes() {
    return history.bytes() + table.bytes();
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
    try {
      return encodeAll(batch, selection, maxBytes);
    } finally {
      labels.end();
      resources.clear();
      byMessage.clear();
    }
  }

  private Encoded encodeAll(Batch batch, Selection selection, long maxBytes) {
    long limit = batch.items() == 1 ? Long.MAX_VALUE : maxBytes;
    for (int i = 0; i < batch.size() && buffer.size() <= limit; i++) group(batch.group(i), limit);
    wire.describeTargetInfo();
    for (RequestResource resource : resources) addTargetInfo(resource);
    boolean tooLarge = buffer.size() > limit;
    if (!tooLarge) {
      buffer.finish();
      makeRoom();
      buffer.writeTo(out);
    }
    return new Encoded(
        ByteSlice.of(out.array(), 0, out.size()),
        selection,
        tooLarge,
        buffer.series(),
        buffer.samples(),
        buffer.histograms(),
        buffer.exemplars(),
        buffer.newestMillis(),
        omissions);
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

  /** Whose series are in what follows: equal labels of another owner are another series. */
  void of(String newOwner) {
    if (newOwner.equals(owner)) return;
    owner = newOwner;
    byte[] name = newOwner.getBytes(StandardCharsets.UTF_8);
    history.of(name.length == 0 ? 0 : Hash64.of(name));
    deltas.of(name);
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
    labels.begin(buffer.request());
  }

  private void group(ResourceGroup telemetry, long limit) {
    ByteSlice message = telemetry.resource();
    labels.resource(message);
    metrics.begin(resource(message), limit);
    group.reset(telemetry.rest());
    while (group.next() && buffer.size() <= limit) {
      if (group.isLen(Otlp.ResourceMetrics.SCOPE_METRICS)) scopeMetrics(limit);
    }
  }

  private RequestResource resource(ByteSlice message) {
    RequestResource last = resources.isEmpty() ? null : resources.get(resources.size() - 1);
    if (last != null && last.message.equals(message)) return last;
    if (resources.size() == 1) byMessage.put(resources.get(0).message, resources.get(0));
    RequestResource known = byMessage.get(message);
    if (known != null) return known;
    var made = new RequestResource(message);
    if (last != null) byMessage.put(message, made);
    resources.add(made);
    return made;
  }

  private void scopeMetrics(long limit) {
    if (translation.scopeLabels()) {
      scopeBytes.clear();
      for (group.into(scope); scope.next(); ) {
        if (scope.isLen(Otlp.ScopeMetrics.SCOPE)) scopeBytes.addValue(scope);
      }
      labels.scope(scopeBytes);
    }
    for (group.into(scope); scope.next() && buffer.size() <= limit; ) {
      if (!scope.isLen(Otlp.ScopeMetrics.METRICS)) continue;
      metrics.metric(scope.array(), scope.valueStart(), scope.valueEnd());
    }
  }

  /**
   * Once for each resource, at the time of its newest point. Never older than what the backend has:
   * that would be a sample out of order, of a series that nobody sent.
   */
  private void addTargetInfo(RequestResource resource) {
    if (resource.newestNanos == 0) return;
    Series info = labels.targetInfo(resource.message);
    if (info == null) return;
    long millis = Values.millis(resource.newestNanos);
    if (buffer.hasNewer(info, millis)) return;
    if (buffer.objection(info, millis, Values.ONE) != null) return;
    buffer.sample(info, millis, Values.ONE);
  }
}
