package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.data.Batch;
import dev.sluice.testkit.Metrics;
import dev.sluice.testkit.RemoteWrite;
import dev.sluice.testkit.RemoteWrite2;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Encodes once and reads the outcome with protobuf's own reader. */
final class Encoding {
  /** The defaults, but for remote write 2.0. */
  static final Translation V2 = Translations.of(Protocol.V2);

  final RemoteWrite request;
  final byte[] bytes;
  final Map<Omission, Integer> omissions = new TreeMap<>();
  final String omissionsInWords;

  private Encoding(Encoded encoded, Protocol protocol) {
    bytes = encoded.request().toByteArray();
    request = protocol == Protocol.V1 ? RemoteWrite.decode(bytes) : RemoteWrite2.decode(bytes);
    for (Omission cause : Omission.values()) {
      int points = encoded.omissions().points(cause);
      if (points > 0) omissions.put(cause, points);
    }
    omissionsInWords = encoded.omissions().inWords();
  }

  static WriteRequestEncoder encoder(Translation translation) {
    return new WriteRequestEncoder(translation, 1 << 20);
  }

  static Encoding of(WriteRequestEncoder encoder, Batch batch) {
    var encoding =
        new Encoding(encoder.encode(batch, Selection.ALL, Long.MAX_VALUE), encoder.protocol());
    encoder.taken();
    return encoding;
  }

  static Encoding of(Translation translation, ExportMetricsServiceRequest request) {
    return of(encoder(translation), Metrics.batch(request));
  }

  static Encoding of(Resource resource, Metric... metrics) {
    return of(Translation.DEFAULT, Metrics.request(resource, metrics));
  }

  /** The series as text with their samples, sorted. */
  List<String> series() {
    return request.timeseries().stream().map(s -> s.name() + " " + s.samples()).sorted().toList();
  }

  RemoteWrite.TimeSeries series(String labels) {
    return request.timeseries().stream()
        .filter(s -> s.name().equals(labels))
        .findFirst()
        .orElseThrow(() -> new AssertionError(labels + " is not in " + series()));
  }

  List<String> names() {
    return request.timeseries().stream().map(RemoteWrite.TimeSeries::name).sorted().toList();
  }
}
