package dev.sluice.exporter.loki;

import static dev.sluice.exporter.loki.Logs.kv;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/** Any logs: few names, so that they meet; values of every kind; hints in every form. */
final class RandomLogs {
  private static final String[] KEYS = {
    "event",
    "http",
    "http.req",
    "req",
    "a.b",
    "a",
    "b",
    "level",
    "exporter",
    "job",
    "instance",
    "service.name",
    "service.namespace",
    "service.instance.id",
    "_priv",
    "9x",
    "__under",
    "x y",
    "tenant.id",
    "traceID",
    "severity",
    "k8s.pod.name",
    "host"
  };
  private static final String[] TEXTS = {
    "",
    "plain",
    "a<b>&c",
    "q\"u'o\\te",
    "tab\there",
    "line\nbreak",
    "\r\n",
    "null",
    "k=v",
    "é ü",
    "\u2028\u2029",
    "\u0001\u007f\u00a0\u200b\ufeff",
    "\ud83d\ude00",
    "\ufffd",
    "\b\f\u000b",
    "{}",
    "level=info msg=\"hello \\\"you\\\"\" took=3ms",
    "word alone",
    "a=b=c",
    "x=\"open",
    "=v",
    "e=\"\\u00e9\\ud83d\\ude00\\ud800 \\n\"",
    "traceID=old spanID= severity=x",
    "  \t  ",
    "\nsecond",
    "first\nsecond k=v",
    "f=1.5 g=true",
    "bad=\"\\x\"",
    "ü=ä \ufffd=1"
  };
  private static final double[] NUMBERS = {
    0,
    -0.0,
    1,
    3,
    -2.5,
    1e21,
    1e-7,
    1.5e-5,
    123456.789,
    1e-4,
    9.99e20,
    Double.MAX_VALUE,
    Double.MIN_VALUE,
    0.1,
    637.704
  };

  private final SplittableRandom random;
  private final boolean hasNonFinite;

  RandomLogs(long seed, boolean hasNonFinite) {
    this.random = new SplittableRandom(seed);
    this.hasNonFinite = hasNonFinite;
  }

  ExportLogsServiceRequest request() {
    var request = ExportLogsServiceRequest.newBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      var group = ResourceLogs.newBuilder();
      if (random.nextInt(8) > 0) group.setResource(resource());
      for (int j = random.nextInt(3); j > 0; j--) {
        var scope = ScopeLogs.newBuilder();
        if (random.nextBoolean()) scope.setScope(scope());
        for (int k = random.nextInt(4); k > 0; k--) scope.addLogRecords(record());
        group.addScopeLogs(scope);
      }
      request.addResourceLogs(group);
    }
    return request.build();
  }

  Resource resource() {
    var resource = Resource.newBuilder();
    for (int i = random.nextInt(7); i > 0; i--) resource.addAttributes(attribute(3));
    for (int i = random.nextInt(3); i > 0; i--) resource.addAttributes(hint());
    return resource.build();
  }

  InstrumentationScope scope() {
    var scope = InstrumentationScope.newBuilder();
    if (random.nextBoolean()) scope.setName(text());
    if (random.nextBoolean()) scope.setVersion(text());
    for (int i = random.nextInt(3); i > 0; i--) scope.addAttributes(attribute(2));
    return scope.build();
  }

  LogRecord record() {
    var record = LogRecord.newBuilder();
    if (random.nextInt(4) > 0) record.setTimeUnixNano(random.nextLong());
    if (random.nextInt(4) > 0) record.setObservedTimeUnixNano(1 + random.nextLong(1L << 62));
    if (random.nextBoolean()) record.setSeverityNumberValue(random.nextInt(27));
    if (random.nextBoolean()) record.setSeverityText(text());
    if (random.nextInt(4) > 0) record.setBody(value(4));
    if (random.nextInt(3) == 0) record.setFlags(random.nextInt());
    if (random.nextBoolean()) record.setTraceId(bytes(16));
    if (random.nextBoolean()) record.setSpanId(bytes(8));
    for (int i = random.nextInt(7); i > 0; i--) record.addAttributes(attribute(3));
    for (int i = random.nextInt(3); i > 0; i--) record.addAttributes(hint());
    return record.build();
  }

  private ByteString bytes(int length) {
    byte[] bytes = new byte[length];
    if (random.nextInt(4) > 0) random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  KeyValue attribute(int depth) {
    return kv(key(), value(depth));
  }

  private String key() {
    return random.nextInt(10) == 0 ? text() + "k" : KEYS[random.nextInt(KEYS.length)];
  }

  private String text() {
    int parts = random.nextInt(3);
    var text = new StringBuilder(TEXTS[random.nextInt(TEXTS.length)]);
    for (int i = 0; i < parts; i++) text.append(TEXTS[random.nextInt(TEXTS.length)]);
    return text.toString();
  }

  AnyValue value(int depth) {
    return switch (random.nextInt(depth > 0 ? 9 : 7)) {
      case 0, 1 -> Logs.string(text());
      case 2 -> Logs.integer(random.nextLong() >> random.nextInt(64));
      case 3 -> Logs.number(number());
      case 4 -> Logs.bool(random.nextBoolean());
      case 5 -> Logs.bytes(text());
      case 6 -> Logs.unset();
      case 7 -> Logs.list(several(i -> value(depth - 1)).toArray(new AnyValue[0]));
      default -> Logs.map(several(i -> attribute(depth - 1)).toArray(new KeyValue[0]));
    };
  }

  private double number() {
    if (hasNonFinite && random.nextInt(10) == 0) {
      return random.nextBoolean() ? Double.NaN : Double.NEGATIVE_INFINITY;
    }
    return random.nextBoolean()
        ? NUMBERS[random.nextInt(NUMBERS.length)]
        : (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-12, 25));
  }

  private <T> java.util.List<T> several(IntFunction<T> one) {
    return java.util.stream.IntStream.range(0, random.nextInt(4)).mapToObj(one).toList();
  }

  private KeyValue hint() {
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> kv("loki.attribute.labels", names());
      case 3, 4 -> kv("loki.resource.labels", names());
      case 5 -> kv("loki.tenant", KEYS[random.nextInt(KEYS.length)]);
      default ->
          kv("loki.format", new String[] {"json", "logfmt", "raw", "xml"}[random.nextInt(4)]);
    };
  }

  private AnyValue names() {
    if (random.nextInt(10) == 0) return Logs.integer(5);
    var names = several(i -> " " + KEYS[random.nextInt(KEYS.length)] + "\u2003");
    if (random.nextBoolean()) return Logs.string(String.join(",", names));
    return Logs.list(names.stream().map(Logs::string).toArray(AnyValue[]::new));
  }
}
