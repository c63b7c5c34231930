package dev.sluice.bench.endtoend;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;
import org.xerial.snappy.Snappy;

/** Reads the numbers out of what the gateway sends to its backends. */
final class Bodies {
  private Bodies() {}

  static void read(Kind kind, byte[] body, boolean gzip, LongConsumer ids) throws IOException {
    switch (kind) {
      case TRACES -> traces(gzip ? gunzip(body) : body, ids);
      case LOGS -> push(Snappy.uncompress(body), ids);
      case METRICS -> write(Snappy.uncompress(body), ids);
    }
  }

  private static byte[] gunzip(byte[] body) throws IOException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return in.readAllBytes();
    }
  }

  private static void traces(byte[] body, LongConsumer ids) throws IOException {
    for (ResourceSpans resource :
        ExportTraceServiceRequest.parseFrom(body).getResourceSpansList()) {
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        for (Span span : scope.getSpansList()) {
          ids.accept(span.getSpanId().asReadOnlyByteBuffer().getLong() - 1);
        }
      }
    }
  }

  /** logproto.PushRequest: streams = 1 { labels = 1, entries = 2 { timestamp = 1, line = 2 } }. */
  private static void push(byte[] body, LongConsumer ids) throws IOException {
    eachMessage(
        CodedInputStream.newInstance(body),
        1,
        stream ->
            eachMessage(stream, 2, entry -> eachText(entry, 2, line -> ids.accept(number(line)))));
  }

  /** The number behind {@code #} in a line. */
  private static long number(String line) {
    int at = line.indexOf('#') + 1;
    int end = at;
    while (Character.isDigit(line.charAt(end))) end++;
    return Long.parseLong(line.substring(at, end));
  }

  /** prometheus.WriteRequest: timeseries = 1 { labels = 1 { 1, 2 }, samples = 2 { value = 1 } }. */
  private static void write(byte[] body, LongConsumer ids) throws IOException {
    eachMessage(CodedInputStream.newInstance(body), 1, series -> series(series, ids));
  }

  private static void series(CodedInputStream series, LongConsumer ids) throws IOException {
    var isOurs = new boolean[1];
    for (int tag = series.readTag(); tag != 0; tag = series.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      if (field == 1) {
        within(
            series, label -> eachText(label, 2, text -> isOurs[0] |= text.equals("bench_points")));
      } else if (field == 2) {
        within(
            series,
            sample -> {
              // A zero may be left out.
              double value = 0;
              for (int inner = sample.readTag(); inner != 0; inner = sample.readTag()) {
                if (WireFormat.getTagFieldNumber(inner) == 1) {
                  value = sample.readDouble();
                } else {
                  sample.skipField(inner);
                }
              }
              if (isOurs[0]) ids.accept((long) value);
            });
      } else {
        series.skipField(tag);
      }
    }
  }

  private interface Reader {
    void read(CodedInputStream in) throws IOException;
  }

  private interface Text {
    void read(String text) throws IOException;
  }

  private static void eachMessage(CodedInputStream in, int field, Reader reader)
      throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == field) {
        within(in, reader);
      } else {
        in.skipField(tag);
      }
    }
  }

  private static void eachText(CodedInputStream in, int field, Text reader) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == field) {
        reader.read(in.readString());
      } else {
        in.skipField(tag);
      }
    }
  }

  private static void within(CodedInputStream in, Reader reader) throws IOException {
    int limit = in.pushLimit(in.readRawVarint32());
    reader.read(in);
    in.popLimit(limit);
  }
}
