package dev.sluice.exporter.loki;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.sluice.config.Sections;
import dev.sluice.data.Batch;
import dev.sluice.data.Fan;
import dev.sluice.data.Metadata;
import dev.sluice.exporter.loki.LokiPushEncoder.Encoded;
import dev.sluice.net.codec.Body;
import dev.sluice.otlp.OtlpScan;
import dev.sluice.otlp.ScanLimits;
import dev.sluice.otlp.Scanned;
import dev.sluice.otlp.Signal;
import dev.sluice.wire.ProtoWriter;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Logs for tests, by the generated classes, and their way through the encoder. */
final class Logs {
  private Logs() {}

  static AnyValue string(String text) {
    return AnyValue.newBuilder().setStringValue(text).build();
  }

  static AnyValue integer(long number) {
    return AnyValue.newBuilder().setIntValue(number).build();
  }

  static AnyValue number(double number) {
    return AnyValue.newBuilder().setDoubleValue(number).build();
  }

  static AnyValue bool(boolean value) {
    return AnyValue.newBuilder().setBoolValue(value).build();
  }

  static AnyValue bytes(String text) {
    return AnyValue.newBuilder().setBytesValue(ByteString.copyFromUtf8(text)).build();
  }

  static AnyValue list(AnyValue... items) {
    return AnyValue.newBuilder()
        .setArrayValue(ArrayValue.newBuilder().addAllValues(List.of(items)))
        .build();
  }

  static AnyValue map(KeyValue... entries) {
    return AnyValue.newBuilder()
        .setKvlistValue(KeyValueList.newBuilder().addAllValues(List.of(entries)))
        .build();
  }

  static AnyValue unset() {
    return AnyValue.getDefaultInstance();
  }

  static KeyValue kv(String key, AnyValue value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  static KeyValue kv(String key, String value) {
    return kv(key, string(value));
  }

  static Resource resource(KeyValue... attributes) {
    return Resource.newBuilder().addAllAttributes(List.of(attributes)).build();
  }

  static LogRecord.Builder log(KeyValue... attributes) {
    return LogRecord.newBuilder().setTimeUnixNano(1).addAllAttributes(List.of(attributes));
  }

  static InstrumentationScope scope(String name) {
    return InstrumentationScope.newBuilder().setName(name).build();
  }

  static ExportLogsServiceRequest request(Resource resource, LogRecord.Builder... logs) {
    return request(resource, InstrumentationScope.getDefaultInstance(), logs);
  }

  static ExportLogsServiceRequest request(
      Resource resource, InstrumentationScope scope, LogRecord.Builder... logs) {
    var scopeLogs = ScopeLogs.newBuilder().setScope(scope);
    for (LogRecord.Builder log : logs) scopeLogs.addLogRecords(log);
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(ResourceLogs.newBuilder().setResource(resource).addScopeLogs(scopeLogs))
        .build();
  }

  static Batch batch(ExportLogsServiceRequest request) {
    return batch(request.toByteArray());
  }

  /** As the door makes it of a request's bytes. */
  static Batch batch(byte[] request) {
    Scanned scanned = OtlpScan.scan(Signal.LOGS, request, ScanLimits.DEFAULT);
    var fan = new Fan(List.of(), scanned.items(), 0);
    return Batch.ofRequest(Signal.LOGS, scanned.groups(), fan, Metadata.EMPTY);
  }

  static LokiPushEncoder encoder(DefaultLabels defaults) {
    return new LokiPushEncoder(new LokiResources(defaults), () -> 1_234_567_890_123_456_789L);
  }

  /** One that sends structured metadata, as the YAML says. */
  static LokiPushEncoder encoder(LokiResources resources, MetadataLimits limits, String yaml) {
    MetadataChoice choice = MetadataChoice.read(Sections.parse("structured_metadata: " + yaml));
    return new LokiPushEncoder(resources, new MetadataWriter(choice, limits), () -> 1);
  }

  static byte[] encode(Batch batch) {
    var out = new ProtoWriter();
    encode(encoder(DefaultLabels.ALL), batch, Integer.MAX_VALUE, out);
    return out.toByteArray();
  }

  /** Appends what the encoder writes, if it has not given up. */
  static Encoded encode(LokiPushEncoder encoder, Batch batch, int maxBytes, ProtoWriter out) {
    Encoded encoded = encoder.encode(batch, maxBytes);
    if (!encoded.isComplete()) return encoded;
    int start = out.size();
    append(stream -> encoder.writeTo(stream, any -> true), out);
    assertThat(out.size() - start).isEqualTo(encoder.length());
    return encoded;
  }

  static void append(Body.Writing writing, ProtoWriter out) {
    try {
      var bytes = new ByteArrayOutputStream();
      writing.writeTo(bytes);
      out.raw(bytes.toByteArray(), 0, bytes.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Pushed push(ExportLogsServiceRequest request) {
    return Pushed.read(encode(batch(request)));
  }
}
