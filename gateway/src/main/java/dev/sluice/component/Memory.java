package dev.sluice.component;

/**
 * What this JVM may use, and what it uses. Never heap in use: that includes garbage. Any thread,
 * cheap enough for every check interval.
 */
public interface Memory {
  /** Maximum heap and direct memory, under the container's limit. Bytes. */
  long totalBytes();

  /** Maximum heap alone: the bound of what lives there for long. Bytes. */
  long heapBytes();

  /**
   * The live set after the last collections without telemetry, plus what is reserved for telemetry,
   * plus direct memory. Bytes.
   */
  long usedBytes();

  /** What telemetry may take in all branches together. Bytes. */
  long telemetryBytes();

  /** One line for the operator: how {@link #totalBytes} comes about. */
  String plan();
}
