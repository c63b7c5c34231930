package dev.sluice.bench.endtoend;

/**
 * What a gateway is loaded with: requests of a shape, on a way through, at a rate.
 *
 * @param connections of gRPC; over HTTP each request that is under way has one
 */
record Traffic(Cell cell, Shape shape, int connections, double itemsPerSecond) {
  /** Few large requests a second still are some in a run. */
  private static final int LEAST_REQUESTS = 5;

  double requestsPerSecond() {
    return itemsPerSecond / shape.items();
  }

  /** That many seconds, or more where it takes them to send a few requests. */
  double secondsOfARun(double seconds) {
    return Math.max(seconds, LEAST_REQUESTS / requestsPerSecond());
  }
}
