package dev.sluice.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that ends with the test, and what it prints. */
final class ChildProcess implements AutoCloseable {
  private final String name;
  private final Process process;
  private final Path output;

  /** Starts it with this environment added; proxies and options of our own JVM are kept from it. */
  ChildProcess(String name, Path output, List<String> command, Map<String, String> environment)
      throws IOException {
    this.name = name;
    this.output = output;
    var builder = new ProcessBuilder(command);
    builder
        .environment()
        .keySet()
        .removeIf(
            key ->
                key.toLowerCase(java.util.Locale.ROOT).endsWith("_proxy")
                    || key.startsWith("OTEL_")
                    || key.equals("JAVA_TOOL_OPTIONS")
                    || key.equals("JDK_JAVA_OPTIONS"));
    builder.environment().putAll(environment);
    this.process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }

  static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  void awaitOutput(Duration within, String text) throws Exception {
    Eventually.holds(
        within,
        () -> {
          String printed = output();
          if (printed.contains(text)) return;
          failIfEnded();
          throw new AssertionError("%s does not say '%s':%n%s".formatted(name, text, printed));
        });
  }

  /** A child that is gone makes waiting for it pointless. */
  void failIfEnded() {
    if (process.isAlive()) return;
    throw new IllegalStateException(
        "%s ended with %d:%n%s".formatted(name, process.exitValue(), output()));
  }

  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Closes its standard input, which asks some to end. */
  void endInput() throws IOException {
    process.getOutputStream().close();
  }

  long pid() {
    return process.pid();
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  int awaitExit(Duration within) throws InterruptedException {
    if (!process.waitFor(within.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new AssertionError("%s does not end:%n%s".formatted(name, output()));
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
