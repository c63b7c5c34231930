package dev.sluice.receiver.otlp;

import com.google.protobuf.ByteString;
import dev.sluice.otlp.Signal;
import dev.sluice.otlp.fixture.Captures;
import dev.sluice.otlp.fixture.Captures.Capture;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;

/** Requests to send. */
final class Requests {
  private Requests() {}

  static Capture smallest(Signal signal) {
    return Captures.of(signal).stream()
        .min(Comparator.comparingInt(capture -> capture.bytes().length))
        .orElseThrow();
  }

  /** One span whose trace id has that many bytes. */
  static byte[] spanWithTraceId(int idLength) {
    Span span =
        Span.newBuilder()
            .setTraceId(ByteString.copyFrom(new byte[idLength]))
            .setSpanId(ByteString.copyFrom(new byte[8]))
            .setName("a")
            .build();
    ScopeSpans scope = ScopeSpans.newBuilder().addSpans(span).build();
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
        .build()
        .toByteArray();
  }

  /** A resource group without a span. */
  static byte[] groupWithoutItems() {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(ScopeSpans.newBuilder()))
        .build()
        .toByteArray();
  }

  /** A POST as it stands on the wire; headers are lines. */
  static byte[] post(String path, byte[] body, String... headers) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringBuilder head = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: x\r\n");
    for (String header : headers) head.append(header).append("\r\n");
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    out.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(body);
    return out.toByteArray();
  }
}
