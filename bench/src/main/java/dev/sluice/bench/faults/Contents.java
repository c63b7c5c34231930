package dev.sluice.bench.faults;

import com.google.protobuf.ByteString;
import dev.sluice.bench.endtoend.Stencil;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.xerial.snappy.Snappy;

/**
 * Reads what comes to a backend, and holds each item against what its number says that it must be:
 * every field, its resource and its scope, so that neither a flipped bit nor an attribute of
 * another request passes. Shares no codec with the gateway. Any thread.
 */
final class Contents {
  private final Originals originals;
  private final LokiContents loki;
  private final WriteContents write;

  Contents(Timeline times) {
    this.originals = new Originals(times);
    this.loki = new LokiContents(originals);
    this.write = new WriteContents(originals);
  }

  /** Throws if the body as a whole cannot be read. */
  List<Arrival> read(String path, byte[] body, boolean gzip) throws IOException {
    return switch (path) {
      case "/v1/traces" -> spans(gzip ? gunzip(body) : body);
      case "/v1/logs" -> records(gzip ? gunzip(body) : body);
      case "/loki/api/v1/push" -> loki.read(Snappy.uncompress(body));
      case "/api/v1/write" -> write.read(Snappy.uncompress(body));
      default -> throw new IOException("no backend has the path " + path);
    };
  }

  private static byte[] gunzip(byte[] body) throws IOException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return in.readAllBytes();
    }
  }

  private List<Arrival> spans(byte[] body) throws IOException {
    var arrivals = new ArrayList<Arrival>();
    for (ResourceSpans resource :
        ExportTraceServiceRequest.parseFrom(body).getResourceSpansList()) {
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        for (Span span : scope.getSpansList()) {
          arrivals.add(span(resource, scope, span));
        }
      }
    }
    return arrivals;
  }

  private Arrival span(ResourceSpans resource, ScopeSpans scope, Span span) {
    long number = number(span.getSpanId());
    if (!Arrival.isPossible(number)) return Arrival.unknown(span);
    ResourceSpans sent = originals.spans(number);
    return Arrival.of(
        number,
        List.of(resource.getResource(), scope.getScope(), withoutEmpty(span)),
        List.of(
            sent.getResource(),
            sent.getScopeSpans(0).getScope(),
            sent.getScopeSpans(0).getSpans(Originals.index(number))));
  }

  /** A message that is there and empty says no more than one that is not. */
  private static Span withoutEmpty(Span span) {
    boolean isEmpty = span.hasStatus() && span.getStatus().equals(Status.getDefaultInstance());
    return isEmpty ? span.toBuilder().clearStatus().build() : span;
  }

  private List<Arrival> records(byte[] body) throws IOException {
    var arrivals = new ArrayList<Arrival>();
    for (ResourceLogs resource : ExportLogsServiceRequest.parseFrom(body).getResourceLogsList()) {
      for (ScopeLogs scope : resource.getScopeLogsList()) {
        for (LogRecord record : scope.getLogRecordsList()) {
          arrivals.add(record(resource, scope, record));
        }
      }
    }
    return arrivals;
  }

  private Arrival record(ResourceLogs resource, ScopeLogs scope, LogRecord record) {
    long number = LokiContents.number(record.getBody().getStringValue());
    if (!Arrival.isPossible(number)) return Arrival.unknown(record);
    ResourceLogs sent = originals.logs(number);
    return Arrival.of(
            number,
            List.of(resource.getResource(), scope.getScope(), record),
            List.of(
                sent.getResource(),
                sent.getScopeLogs(0).getScope(),
                sent.getScopeLogs(0).getLogRecords(Originals.index(number))))
        .inStream(resource.getResource().toString());
  }

  private static long number(ByteString spanId) {
    if (spanId.size() != Long.BYTES) return Arrival.NONE;
    return Stencil.number(spanId.asReadOnlyByteBuffer().getLong());
  }
}
