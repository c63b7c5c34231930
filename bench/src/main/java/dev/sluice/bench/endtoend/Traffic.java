package dev.sluice.bench.endtoend;

/**
 * What a gateway is loaded with: requests of a shape, on a way through, at a rate.
 *
 * @param connections of gRPC; over HTTP each request that is under way has one
 */
record Traffic(Cell cell, Shape shape, int connections, double itemsPerSecond) {
  double requestsPerSecond() {
    return itemsPerSecond / shape.items();
  }
}
