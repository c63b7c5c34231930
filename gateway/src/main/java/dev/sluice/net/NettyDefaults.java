package dev.sluice.net;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What Netty and grpc read from system properties when their classes load. {@link EventLoops} sets
 * it before anything of theirs is used; whoever writes a property on the command line is left his
 * choice.
 */
final class NettyDefaults {
  /**
   * Where grpc prints a stack trace for whatever a client sends wrongly: frames, lengths, resets.
   * Kept here because the JDK forgets the level of a logger that nobody holds.
   */
  private static final List<Logger> NOISY =
      List.of(
          Logger.getLogger("io.grpc.netty.NettyServerStream"),
          Logger.getLogger("io.grpc.netty.NettyServerTransport"),
          Logger.getLogger("io.grpc.netty.NettyServerHandler"));

  private NettyDefaults() {}

  static void apply() {
    // Otherwise grpc has an allocator of its own beside Netty's, and memory is kept twice.
    setUnlessWritten("io.grpc.netty.useCustomAllocator", "false");
    for (Logger logger : NOISY) logger.setLevel(Level.OFF);
  }

  private static void setUnlessWritten(String property, String value) {
    if (System.getProperty(property) == null) System.setProperty(property, value);
  }
}
