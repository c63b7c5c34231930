package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

class NetworkBuffersTest {
  @Test
  void theSharedPool_isCounted_onEveryJava() {
    ByteBuf buffer = ByteBufAllocator.DEFAULT.directBuffer(100_000);
    try {
      assertThat(NetworkBuffers.directBytes()).isGreaterThanOrEqualTo(100_000);
    } finally {
      buffer.release();
    }
  }
}
