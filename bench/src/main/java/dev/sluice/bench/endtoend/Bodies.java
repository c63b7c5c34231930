package dev.sluice.bench.endtoend;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;
import org.xerial.snappy.Snappy;

/**
 * Reads the numbers out of what a gateway sends to its backends. It skips what it does not need, so
 * that a sink beside the gateway costs little.
 */
public final class Bodies {
  private Bodies() {}

  /** Reads the body of a request to this path. */
  public static void read(String path, byte[] body, boolean gzip, LongConsumer ids)
      throws IOException {
    switch (path) {
      case "/v1/traces" -> spans(gzip ? gunzip(body) : body, ids);
      case "/v1/logs" -> records(gzip ? gunzip(body) : body, ids);
      case "/loki/api/v1/push" -> push(Snappy.uncompress(body), ids);
      case "/api/v1/write" -> write(Snappy.uncompress(body), ids);
      default -> throw new IOException("no backend has the path " + path);
    }
  }

  private static byte[] gunzip(byte[] body) throws IOException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return in.readAllBytes();
    }
  }

  /** resource_spans = 1 { scope_spans = 2 { spans = 2 { span_id = 2 } } }. */
  private static void spans(byte[] body, LongConsumer ids) throws IOException {
    Reader span = in -> eachBytes(in, 2, id -> ids.accept(Stencil.number(bigEndian(id))));
    eachMessage(
        body, 1, resource -> eachMessage(resource, 2, scope -> eachMessage(scope, 2, span)));
  }

  /** resource_logs = 1 { scope_logs = 2 { log_records = 2 { body = 5 { string_value = 1 } } } }. */
  private static void records(byte[] body, LongConsumer ids) throws IOException {
    Reader record =
        in -> eachMessage(in, 5, value -> eachBytes(value, 1, line -> ids.accept(number(line))));
    eachMessage(
        body, 1, resource -> eachMessage(resource, 2, scope -> eachMessage(scope, 2, record)));
  }

  /** logproto.PushRequest: streams = 1 { labels = 1, entries = 2 { timestamp = 1, line = 2 } }. */
  private static void push(byte[] body, LongConsumer ids) throws IOException {
    Reader entry = in -> eachBytes(in, 2, line -> ids.accept(number(line)));
    eachMessage(body, 1, stream -> eachMessage(stream, 2, entry));
  }

  /** prometheus.WriteRequest: timeseries = 1 { labels = 1 { 1, 2 }, samples = 2 { value = 1 } }. */
  private static void write(byte[] body, LongConsumer ids) throws IOException {
    eachMessage(body, 1, series -> series(series, ids));
  }

  private static void series(CodedInputStream series, LongConsumer ids) throws IOException {
    var isOurs = new boolean[1];
    for (int tag = series.readTag(); tag != 0; tag = series.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      if (field == 1 && !isOurs[0]) {
        within(series, label -> isOurs[0] = isOurs(label));
      } else if (field == 2) {
        // A zero may be left out.
        var value = new double[1];
        within(series, sample -> eachDouble(sample, 1, value));
        if (isOurs[0]) ids.accept((long) value[0]);
      } else {
        series.skipField(tag);
      }
    }
  }

  private static boolean isOurs(CodedInputStream label) throws IOException {
    boolean isName = false;
    boolean isOurs = false;
    for (int tag = label.readTag(); tag != 0; tag = label.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == 1) {
        isName = label.readString().equals("__name__");
      } else if (isName) {
        isOurs = label.readString().startsWith("bench");
      } else {
        label.skipField(tag);
      }
    }
    return isOurs;
  }

  /** The number behind the first {@code #} in a line. */
  private static long number(byte[] line) throws IOException {
    int at = 0;
    while (at < line.length && line[at] != '#') at++;
    if (at == line.length) throw new IOException("a line without a number");
    long number = 0;
    for (at++; at < line.length && line[at] >= '0' && line[at] <= '9'; at++) {
      number = number * 10 + line[at] - '0';
    }
    return number;
  }

  private static long bigEndian(byte[] id) throws IOException {
    if (id.length != Long.BYTES) throw new IOException("a span id of " + id.length + " bytes");
    long value = 0;
    for (byte b : id) value = (value << 8) | (b & 0xff);
    return value;
  }

  private interface Reader {
    void read(CodedInputStream in) throws IOException;
  }

  private interface Bytes {
    void read(byte[] bytes) throws IOException;
  }

  private static void eachMessage(byte[] body, int field, Reader reader) throws IOException {
    eachMessage(CodedInputStream.newInstance(body), field, reader);
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

  private static void eachBytes(CodedInputStream in, int field, Bytes reader) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == field) {
        reader.read(in.readByteArray());
      } else {
        in.skipField(tag);
      }
    }
  }

  private static void eachDouble(CodedInputStream in, int field, double[] value)
      throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == field) {
        value[0] = in.readDouble();
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
