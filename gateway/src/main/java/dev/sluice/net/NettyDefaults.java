package dev.sluice.net;

/**
 * What Netty and grpc read from system properties when their classes load. {@link EventLoops} sets
 * it before anything of theirs is used; whoever writes a property on the command line is left his
 * choice.
 */
final class NettyDefaults {
  private NettyDefaults() {}

  static void apply() {
    // Otherwise grpc has an allocator of its own beside Netty's, and memory is kept twice.
    setUnlessWritten("io.grpc.netty.useCustomAllocator", "false");
  }

  private static void setUnlessWritten(String property, String value) {
    if (System.getProperty(property) == null) System.setProperty(property, value);
  }
}
