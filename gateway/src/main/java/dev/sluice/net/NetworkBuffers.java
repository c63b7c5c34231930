package dev.sluice.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;

/** What Netty's pool takes. The JVM's own figure has none of it from Java 25 on. */
public final class NetworkBuffers {
  private NetworkBuffers() {}

  /** Direct memory of the pool that HTTP and gRPC share, in use or kept. Bytes; any thread. */
  public static long directBytes() {
    return ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider
        ? provider.metric().usedDirectMemory()
        : 0;
  }
}
