package dev.sluice.bench;

import dev.sluice.otlp.Otlp;
import dev.sluice.wire.ProtoWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Export requests to measure with: spans in the shape of the semantic conventions, 828 bytes and 18
 * attributes each on average, in either order of fields. The same call makes the same bytes.
 */
final class Payloads {
  private static final int TRACE_ID_BYTES = 16;
  private static final int SPAN_ID_BYTES = 8;
  private static final long START = 1_760_000_000_000_000_000L;

  private static final String[] TEXT_KEYS = {
    "http.request.method",
    "url.scheme",
    "url.path",
    "http.route",
    "server.address",
    "client.address",
    "user_agent.original",
    "network.protocol.version",
    "thread.name",
    "code.namespace",
    "code.function",
    "enduser.id",
    "tenant",
    "feature.flag"
  };
  private static final String[] TEXT_VALUES = {
    "POST",
    "https",
    "/api/v2/orders/8f14e45f/lines",
    "/api/v2/orders/{id}/lines",
    "orders.shop.svc.cluster.local",
    "10.42.17.203",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
    "1.1",
    "http-nio-8080-exec-7",
    "com.example.shop.orders.OrderLineController",
    "addOrderLine",
    "user-0000417-8f14e45fcee",
    "emea-blue",
    "checkout-v2"
  };
  private static final String[] NUMBER_KEYS = {
    "http.response.status_code", "server.port", "thread.id", "http.response.body.size"
  };

  private final SplittableRandom random = new SplittableRandom(42);
  private final boolean descending;

  private Payloads(boolean descending) {
    this.descending = descending;
  }

  /** A request of {@code spans} spans under {@code resources} resources. */
  static byte[] traces(int spans, int resources, boolean descending) {
    Payloads payloads = new Payloads(descending);
    Fields request = new Fields();
    for (int i = 0; i < resources; i++) {
      int share = spans / resources + (i < spans % resources ? 1 : 0);
      request.message(Otlp.ExportTraceServiceRequest.RESOURCE_SPANS, payloads.group(i, share));
    }
    return request.join(descending);
  }

  private byte[] group(int index, int spans) {
    Fields scope = new Fields();
    scope.message(
        Otlp.ScopeSpans.SCOPE,
        new Fields()
            .text(Otlp.InstrumentationScope.NAME, "io.opentelemetry.tomcat-10.0")
            .text(Otlp.InstrumentationScope.VERSION, "2.20.0-alpha")
            .join(descending));
    for (int i = 0; i < spans; i++) scope.message(Otlp.ScopeSpans.SPANS, span());
    return new Fields()
        .message(Otlp.ResourceSpans.RESOURCE, resource(index))
        .message(Otlp.ResourceSpans.SCOPE_SPANS, scope.join(descending))
        .text(Otlp.ResourceSpans.SCHEMA_URL, "https://opentelemetry.io/schemas/1.24.0")
        .join(descending);
  }

  private byte[] resource(int index) {
    Fields resource = new Fields();
    String[] attributes = {
      "service.name", "orders-" + index,
      "service.version", "4.17.2",
      "host.name", "orders-7c9f6d5b8-x2x" + index,
      "os.type", "linux",
      "process.pid", "1",
      "telemetry.sdk.language", "java",
      "telemetry.sdk.name", "opentelemetry",
      "telemetry.sdk.version", "1.54.1"
    };
    for (int i = 0; i < attributes.length; i += 2) {
      resource.message(Otlp.Resource.ATTRIBUTES, attribute(attributes[i], text(attributes[i + 1])));
    }
    return resource.join(descending);
  }

  private byte[] span() {
    long start = START + random.nextLong(1_000_000_000L);
    Fields span =
        new Fields()
            .bytes(Otlp.Span.TRACE_ID, randomBytes(TRACE_ID_BYTES))
            .bytes(Otlp.Span.SPAN_ID, randomBytes(SPAN_ID_BYTES))
            .bytes(Otlp.Span.PARENT_SPAN_ID, randomBytes(SPAN_ID_BYTES))
            .text(Otlp.Span.NAME, "POST /api/v2/orders/{id}/lines")
            .varint(Otlp.Span.KIND, Otlp.SpanKind.SERVER)
            .fixed64(Otlp.Span.START_TIME_UNIX_NANO, start)
            .fixed64(Otlp.Span.END_TIME_UNIX_NANO, start + random.nextLong(50_000_000L));
    for (int i = 0; i < TEXT_KEYS.length; i++) {
      span.message(Otlp.Span.ATTRIBUTES, attribute(TEXT_KEYS[i], text(TEXT_VALUES[i])));
    }
    for (String key : NUMBER_KEYS) {
      byte[] number =
          new Fields().varint(Otlp.AnyValue.INT_VALUE, random.nextInt(70_000)).join(false);
      span.message(Otlp.Span.ATTRIBUTES, attribute(key, number));
    }
    span.message(Otlp.Span.STATUS, new byte[0]);
    return span.join(descending);
  }

  private byte[] attribute(String key, byte[] value) {
    return new Fields()
        .text(Otlp.KeyValue.KEY, key)
        .message(Otlp.KeyValue.VALUE, value)
        .join(descending);
  }

  private static byte[] text(String value) {
    return new Fields().text(Otlp.AnyValue.STRING_VALUE, value).join(false);
  }

  private byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** One message's fields, to be joined in the order of the calls or backwards. */
  private static final class Fields {
    private final List<byte[]> fields = new ArrayList<>();

    Fields message(int field, byte[] message) {
      return bytes(field, message);
    }

    Fields text(int field, String text) {
      fields.add(new ProtoWriter().string(field, text).toByteArray());
      return this;
    }

    Fields bytes(int field, byte[] bytes) {
      fields.add(new ProtoWriter().bytes(field, bytes).toByteArray());
      return this;
    }

    Fields varint(int field, long value) {
      fields.add(new ProtoWriter().varint(field, value).toByteArray());
      return this;
    }

    Fields fixed64(int field, long value) {
      fields.add(new ProtoWriter().fixed64(field, value).toByteArray());
      return this;
    }

    byte[] join(boolean backwards) {
      ProtoWriter out = new ProtoWriter();
      for (int i = 0; i < fields.size(); i++) {
        byte[] field = fields.get(backwards ? fields.size() - 1 - i : i);
        out.raw(field, 0, field.length);
      }
      return out.toByteArray();
    }
  }
}
