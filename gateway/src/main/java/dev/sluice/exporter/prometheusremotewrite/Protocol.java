package dev.sluice.exporter.prometheusremotewrite;

/** The two messages of remote write, and the headers by which a receiver tells them apart. */
enum Protocol {
  V1("prometheus.WriteRequest", "application/x-protobuf", "0.1.0"),
  V2(
      "io.prometheus.write.v2.Request",
      "application/x-protobuf;proto=io.prometheus.write.v2.Request",
      "2.0.0");

  /** As {@code protobuf_message} names it. */
  final String message;

  final String contentType;

  /** The value of {@code X-Prometheus-Remote-Write-Version}. */
  final String version;

  Protocol(String message, String contentType, String version) {
    this.message = message;
    this.contentType = contentType;
    this.version = version;
  }
}
