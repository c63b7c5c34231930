package dev.sluice.bench.endtoend;

/** The three legs of the run: what is sent, where it is taken in, where it comes out. */
enum Kind {
  TRACES("traces", "/v1/traces", "/v1/traces"),
  LOGS("logs", "/v1/logs", "/loki/api/v1/push"),
  METRICS("metrics", "/v1/metrics", "/api/v1/write");

  private final String id;
  private final String inPath;
  private final String outPath;

  Kind(String id, String inPath, String outPath) {
    this.id = id;
    this.inPath = inPath;
    this.outPath = outPath;
  }

  String id() {
    return id;
  }

  String inPath() {
    return inPath;
  }

  String outPath() {
    return outPath;
  }
}
