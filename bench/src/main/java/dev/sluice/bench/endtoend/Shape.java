package dev.sluice.bench.endtoend;

/**
 * What the requests of a run look like. Numbers of {@code itemsPerPod} items in a row come from one
 * pod, which is one resource; a request with more items than that holds several.
 *
 * @param items of each request: a part of {@code itemsPerPod} without a remainder, or a multiple
 * @param pods how many resources take turns
 * @param itemsPerPod also how many series a pod has
 * @param services whether each pod is a service of its own, not one of many of the same service
 */
record Shape(Kind kind, int items, int pods, int itemsPerPod, boolean services) {
  static final int SERIES_PER_POD = 500;

  /** Of this is a message of gRPC at most, unless configured; the rest is for the frame. */
  private static final int LARGEST_REQUEST = (4 << 20) - 1024;

  Shape {
    if (items < 1 || (itemsPerPod % items != 0 && items % itemsPerPod != 0)) {
      throw new IllegalArgumentException("%d items, %d per pod".formatted(items, itemsPerPod));
    }
  }

  /** Many pods of one service. */
  static Shape of(Kind kind, int items, int pods) {
    return new Shape(kind, items, pods, SERIES_PER_POD, false);
  }

  /**
   * Requests as large as a gateway takes them by default: just below 4 MiB.
   *
   * @param pods or as many as such a request holds, so that it has each series once
   */
  static Shape largest(Kind kind, int pods) {
    int ofOnePod = new Stencil(of(kind, SERIES_PER_POD, 1)).make(0, 0).length;
    int resources = LARGEST_REQUEST / (ofOnePod + Integer.BYTES);
    return of(kind, resources * SERIES_PER_POD, Math.max(pods, resources));
  }

  /** Each request from another service, until it is the first one's turn again. */
  static Shape ofServices(Kind kind, int items, int services) {
    return new Shape(kind, items, services, items, true);
  }

  /** How many resources a request has. */
  int resources() {
    return Math.max(1, items / itemsPerPod);
  }

  int itemsOfResource() {
    return Math.min(items, itemsPerPod);
  }
}
