package dev.sluice.exporter.loki;

import dev.sluice.data.Batch;
import dev.sluice.data.BatchBuilder;
import dev.sluice.otlp.AnyValueText;
import dev.sluice.otlp.Otlp;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.ProtoWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Logs as OTLP bytes to the bytes of a Loki push request, before snappy. Pure: the same batch gives
 * the same bytes (but for records that carry no time at all, which get the wall clock's).
 *
 * <p>Labels and lines are those of the collector's {@code loki} exporter 0.111, byte for byte but
 * for what README.md lists. All records of a batch must belong to one tenant ({@link Tenants}).
 *
 * <p>Reads every record once, in its bytes, and keeps its buffers: it allocates for new resources
 * and to grow, not per record. One thread at a time.
 */
final class LokiPushEncoder {
  private static final int NOT_YET = -1;

  /** What is kept of buffers for each byte of the longest record or resource, at most about. */
  private static final int HELD_PER_BYTE = 8;

  private final LokiResources resources;
  private final LongSupplier wallNanos;

  private final ProtoCursor groupCursor = new ProtoCursor();
  private final ProtoCursor scopeCursor = new ProtoCursor();
  private final LogRecord record = new LogRecord();
  private final Scope scope = new Scope();
  private final RecordLabels labels;
  private final RecordLine json = new RecordLine(new JsonSpelling());
  private final RecordLine logfmt = new RecordLine(new LogfmtSpelling());
  private final ProtoWriter scratch = new ProtoWriter(256);
  private final PushRequest request = new PushRequest();

  /**
   * The streams of the present resource whose records have no label hints, by {@link Levels#index}.
   */
  private final int[] streamOfLevel = new int[Levels.COUNT];

  private final MetadataWriter metadata;
  private int untranslatable;
  private long metadataBytes;
  private int demoted;
  private int leftOut;

  /** Bytes of the longest record or resource so far. */
  private int longest;

  /**
   * What came of a batch.
   *
   * @param lines how many records are in the request
   * @param untranslatable how many records have no line: a NaN where JSON is to be written, an
   *     unknown format
   * @param countedBytes what Loki's rate limit counts: lines and structured metadata
   * @param demoted values that travel as metadata, being too many for a label
   * @param leftOut pairs of metadata that are not in the request, being more than Loki takes
   * @param isComplete false: encoding was given up because the request grew too large
   */
  record Encoded(
      int lines,
      int untranslatable,
      long countedBytes,
      int demoted,
      int leftOut,
      boolean isComplete) {}

  /** Without structured metadata. */
  LokiPushEncoder(LokiResources resources, LongSupplier wallNanos) {
    this(resources, new MetadataWriter(MetadataChoice.NONE, new MetadataLimits()), wallNanos);
  }

  LokiPushEncoder(LokiResources resources, MetadataWriter metadata, LongSupplier wallNanos) {
    this.metadata = metadata;
    this.resources = resources;
    this.wallNanos = wallNanos;
    this.labels = new RecordLabels(resources);
  }

  /**
   * Makes the push request for {@code batch}, which is here until the next call: {@link #length},
   * {@link #writeTo}. One of more than {@code maxBytes} is given up, unless it has only one line.
   */
  Encoded encode(Batch batch, int maxBytes) {
    request.clear();
    json.clear();
    logfmt.clear();
    untranslatable = 0;
    metadataBytes = 0;
    demoted = 0;
    leftOut = 0;
    Origin origin = null;
    for (int i = 0; i < batch.size(); i++) {
      ResourceGroup group = batch.group(i);
      LokiResource resource = resources.of(group.resource());
      longest = Math.max(longest, group.resource().length());
      if (origin == null || origin.resource() != resource) {
        origin = new Origin(resource, scope);
        Arrays.fill(streamOfLevel, NOT_YET);
      }
      if (!encodeGroup(group.rest(), origin, maxBytes)) return encoded(false);
    }
    return encoded(true);
  }

  /** Bytes of the request that was encoded last. */
  long length() {
    return request.length();
  }

  /**
   * Writes the request that was encoded last, with the streams in front of which {@code isFirst}
   * says so.
   */
  void writeTo(OutputStream out, Predicate<ByteSlice> isFirst) throws IOException {
    request.writeTo(out, isFirst);
  }

  /** A copy of the labels of the last stream that was written; empty if there is none. */
  ByteSlice lastStream() {
    return ByteSlice.of(request.lastStream().toByteArray());
  }

  /** How many streams of the request stand behind those that are first. */
  int lateStreams() {
    return request.lateStreams();
  }

  /** How many lines each stream of the request that was encoded last has. */
  StreamCounts counts() {
    var counts = new StreamCounts();
    for (int stream = 0; stream < request.streamCount(); stream++) {
      ByteSlice labels = request.labelsOf(stream);
      if (labels != null) counts.add(labels.utf8(), request.linesOf(stream));
    }
    return counts;
  }

  /**
   * Parts a batch into the records of some streams and the others: under {@code true} and {@code
   * false}, if there are any.
   *
   * @param isMeant is asked once for each stream of a resource; what it is given is its to keep
   */
  Map<Boolean, Batch> split(Batch batch, Predicate<ByteSlice> isMeant) {
    var parts = new HashMap<Boolean, BatchBuilder>();
    for (int i = 0; i < batch.size(); i++) {
      LokiResource resource = resources.of(batch.group(i).resource());
      var known = new HashMap<ByteSlice, Boolean>();
      Map<Boolean, ResourceGroup> groups =
          RecordSplit.split(
              batch.group(i),
              one -> {
                labels.of(resource, one);
                ProtoWriter text = labels.text(resource);
                return known.computeIfAbsent(ByteSlice.of(text.toByteArray()), isMeant::test);
              });
      for (Map.Entry<Boolean, ResourceGroup> group : groups.entrySet()) {
        parts
            .computeIfAbsent(group.getKey(), any -> new BatchBuilder(batch.signal()))
            .add(batch, i, group.getValue());
      }
    }
    var batches = new HashMap<Boolean, Batch>();
    parts.forEach((meant, part) -> batches.put(meant, part.build(batch.metadata())));
    return batches;
  }

  /**
   * Parts a batch so that no part has two streams that {@code isKnown} does not say so of; but for
   * the last part, which holds all that are left once there are {@code most} parts.
   */
  List<Batch> apart(Batch batch, Predicate<ByteSlice> isKnown, int most) {
    var partOf = new HashMap<ByteSlice, Integer>();
    var parts = new ArrayList<BatchBuilder>();
    int[] unknown = {0};
    for (int i = 0; i < batch.size(); i++) {
      LokiResource resource = resources.of(batch.group(i).resource());
      Map<Integer, ResourceGroup> groups =
          RecordSplit.split(
              batch.group(i),
              one -> {
                labels.of(resource, one);
                // The known go with the first that is not.
                return partOf.computeIfAbsent(
                    ByteSlice.of(labels.text(resource).toByteArray()),
                    text -> isKnown.test(text) ? 0 : Math.min(unknown[0]++, most - 1));
              });
      for (Map.Entry<Integer, ResourceGroup> group : groups.entrySet()) {
        while (parts.size() <= group.getKey()) parts.add(new BatchBuilder(batch.signal()));
        parts.get(group.getKey()).add(batch, i, group.getValue());
      }
    }
    return parts.stream()
        .filter(part -> !part.isEmpty())
        .map(part -> part.build(batch.metadata()))
        .toList();
  }

  /** Hands over the labels of each stream in the request that was encoded last. */
  void forEachStream(Consumer<ByteSlice> each) {
    for (int stream = 0; stream < request.streamCount(); stream++) {
      ByteSlice named = request.labelsOf(stream);
      if (named != null) each.accept(named);
    }
  }

  /** About how many bytes are kept for the next batch. */
  long heldBytes() {
    return request.heldBytes() + (long) HELD_PER_BYTE * longest;
  }

  private Encoded encoded(boolean isComplete) {
    long countedBytes = request.lineBytes() + metadataBytes;
    return new Encoded(
        request.lineCount(), untranslatable, countedBytes, demoted, leftOut, isComplete);
  }

  private boolean encodeGroup(ByteSlice rest, Origin origin, int maxBytes) {
    for (groupCursor.reset(rest); groupCursor.next(); ) {
      if (!groupCursor.isLen(Otlp.ResourceLogs.SCOPE_LOGS)) continue;
      readScope();
      for (groupCursor.into(scopeCursor); scopeCursor.next(); ) {
        if (!scopeCursor.isLen(Otlp.ScopeLogs.LOG_RECORDS)) continue;
        encodeRecord(origin);
        if (request.sizeInBytes() > maxBytes && request.lineCount() > 1) return false;
      }
    }
    return true;
  }

  /** The scope may stand behind its records. */
  private void readScope() {
    scope.clear();
    for (groupCursor.into(scopeCursor); scopeCursor.next(); ) {
      if (!scopeCursor.isLen(Otlp.ScopeLogs.SCOPE)) continue;
      scope.read(scopeCursor.array(), scopeCursor.valueStart(), scopeCursor.valueEnd());
    }
  }

  private void encodeRecord(Origin origin) {
    record.read(scopeCursor.array(), scopeCursor.valueStart(), scopeCursor.valueEnd());
    longest = Math.max(longest, scopeCursor.valueLength());
    addLevelThatIsNoLabel();
    labels.of(origin.resource(), record);
    ProtoWriter line = request.beginLine();
    LineFormat format = format(origin.resource());
    if (!isSmallEnough(origin) || !appendLine(format, origin, line)) {
      request.dropLine();
      untranslatable++;
      return;
    }
    appendMetadata(origin);
    request.endLine(stream(origin.resource()), time(), format == LineFormat.LOGFMT ? 1 : 0);
  }

  private boolean isSmallEnough(Origin origin) {
    int longest = Math.max(scopeCursor.valueLength(), origin.scope().length());
    return longest <= RecordLine.MAX_PART && origin.resource().isLine();
  }

  private boolean appendLine(LineFormat format, Origin origin, ProtoWriter line) {
    return switch (format) {
      case JSON -> json.append(record, origin, labels.promoted(), request);
      case LOGFMT -> logfmt.append(record, origin, labels.promoted(), request);
      case RAW -> appendBody(line);
      case UNKNOWN -> false;
    };
  }

  private void appendMetadata(Origin origin) {
    if (!metadata.isWanted(labels, origin.resource())) return;
    metadataBytes += metadata.append(record, origin, labels, request.beginMetadata());
    leftOut += metadata.leftOut();
    demoted += labels.demotedCount() + origin.resource().demoted().size();
  }

  /**
   * A label hint that is neither string nor list takes no more names, so the level becomes an
   * attribute like any other: it is appended to a copy of the record.
   */
  private void addLevelThatIsNoLabel() {
    int hint = record.attributeLabels();
    if (hint < 0 || record.hasLevel() || record.severityNumber() == 0) return;
    if (!resources.isLevelEnabled()) return;
    KeyValues attributes = record.attributes();
    byte[] array = attributes.array();
    if (resources
        .hint(array, attributes.valueFrom(hint), attributes.valueTo(hint))
        .isExtensible()) {
      return;
    }
    var copy = new ProtoWriter(scopeCursor.valueLength() + 32);
    copy.raw(array, scopeCursor.valueStart(), scopeCursor.valueLength());
    int attribute = copy.begin(Otlp.LogRecord.ATTRIBUTES);
    copy.bytes(Otlp.KeyValue.KEY, Levels.LABEL.raw());
    int value = copy.begin(Otlp.KeyValue.VALUE);
    copy.bytes(Otlp.AnyValue.STRING_VALUE, Levels.text(record.severityNumber()));
    copy.end(value);
    copy.end(attribute);
    record.read(copy.array(), 0, copy.size());
  }

  private LineFormat format(LokiResource resource) {
    LineFormat hinted = resource.format();
    if (hinted != null) return hinted;
    int hint = record.format();
    if (hint < 0) return LineFormat.JSON;
    KeyValues attributes = record.attributes();
    return LineFormat.read(
        attributes.array(), attributes.valueFrom(hint), attributes.valueTo(hint), scratch);
  }

  private boolean appendBody(ProtoWriter line) {
    AnyValueText.appendText(record.array(), record.bodyFrom(), record.bodyTo(), true, line);
    return true;
  }

  private int stream(LokiResource resource) {
    if (!labels.dependOnSeverityAlone()) return request.stream(labels.text(resource));
    int level = labels.levelIndex();
    if (streamOfLevel[level] == NOT_YET) {
      streamOfLevel[level] = request.stream(labels.text(resource));
    }
    return streamOfLevel[level];
  }

  private long time() {
    long time = record.time();
    return time != 0 ? time : wallNanos.getAsLong();
  }
}
