package dev.sluice.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The fact that the design rests on: two export requests, one after the other, are a request. */
class ConcatenationTest {

  @Test
  void twoRequestsConcatenated_areARequestWithBothResources() throws IOException {
    ExportTraceServiceRequest first = requestWithSchema("a");
    ExportTraceServiceRequest second = requestWithSchema("b");
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    first.writeTo(joined);
    second.writeTo(joined);

    assertThat(ExportTraceServiceRequest.parseFrom(joined.toByteArray()).getResourceSpansList())
        .extracting(ResourceSpans::getSchemaUrl)
        .containsExactly("a", "b");
  }

  private static ExportTraceServiceRequest requestWithSchema(String schemaUrl) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().setSchemaUrl(schemaUrl))
        .build();
  }
}
