package dev.sluice.data;

/**
 * What bounds a branch beside its share of the memory; the exporter behind it says so. Asked at the
 * door, before anything is read: any thread, must not block and must not allocate.
 */
public interface Bound {
  /** Nothing does. */
  Bound NONE = new Bound() {};

  /** Whether the sending queue holds as many requests as it may. */
  default boolean isQueueFull() {
    return false;
  }

  /**
   * Bytes of requests that the storage would take beyond what it has now, whatever else is on its
   * way to it. MAX_VALUE: there is no storage, or a full one is no reason to refuse.
   */
  default long storageFreeBytes() {
    return Long.MAX_VALUE;
  }

  /** Bytes of requests that the storage would take if it were empty. */
  default long storageCapacityBytes() {
    return Long.MAX_VALUE;
  }
}
