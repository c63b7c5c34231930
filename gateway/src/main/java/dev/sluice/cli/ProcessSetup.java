package dev.sluice.cli;

import java.security.Security;
import java.util.Locale;

/** What must be in force before the first library class loads. */
final class ProcessSetup {
  private ProcessSetup() {}

  static void beforeAnythingElse() {
    // Numbers look the same everywhere, and the data of no other locale is loaded.
    Locale.setDefault(Locale.US);
    // A backend that moved is found again: the JVM would remember addresses for ever in some
    // setups.
    Security.setProperty("networkaddress.cache.ttl", "30");
    Security.setProperty("networkaddress.cache.negative.ttl", "5");
    // One pool of network buffers for HTTP and gRPC, with a bound; also in config/jvm.options.
    setDefault("io.grpc.netty.useCustomAllocator", "false");
    setDefault("io.netty.allocator.type", "pooled");
    setDefault("io.netty.allocator.maxOrder", "7");
    // Samples of every hundredth buffer, with a stack trace each; tests look for leaks instead.
    setDefault("io.netty.leakDetection.level", "disabled");
    // Its events in flight recordings; to look for them loads the recorder at every start.
    setDefault("io.netty.jfr.enabled", "false");
    // Types of arguments that no option here has; each is looked up by reflection.
    setDefault("picocli.converters.excludes", "java\\..*");
    long quarterOfHeap = Runtime.getRuntime().maxMemory() / 4;
    setDefault("io.netty.maxDirectMemory", Long.toString(quarterOfHeap));
  }

  private static void setDefault(String key, String value) {
    if (System.getProperty(key) == null) System.setProperty(key, value);
  }
}
