package dev.sluice.bench.endtoend;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A gateway as users run it: a process of its own. */
public final class GatewayProcess implements AutoCloseable {
  private static final Pattern SAMPLE = Pattern.compile("^([a-zA-Z_:]\\w*)(\\{.*\\})? (\\S+)$");

  private final Process process;
  private final Path log;
  private final int metricsPort;
  private final HttpClient http = HttpClient.newHttpClient();

  /** Starts it; what it prints goes to {@code log}. */
  public GatewayProcess(List<String> command, Path log, int metricsPort) throws IOException {
    this.log = log;
    this.metricsPort = metricsPort;
    this.process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  /** The command for the jar of this project, with what is to stand before it. */
  public static List<String> command(List<String> before, Path jar, List<String> jvm, Path config) {
    var command = new ArrayList<String>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.addAll(List.of("-jar", jar.toString(), "--config", config.toString()));
    return command;
  }

  /** Waits until it takes connections on this port: receivers are the last to start. */
  public void awaitOpen(int port, Duration time) throws IOException, InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - end < 0) {
      if (!process.isAlive()) throw new IOException("the gateway ended:\n" + log());
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (IOException notYet) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
    }
    throw new IOException("the gateway is not ready:\n" + log());
  }

  public static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  public String log() throws IOException {
    return Files.readString(log);
  }

  /** All samples of its own metrics, by name and labels. */
  public Map<String, Double> metrics() throws IOException, InterruptedException {
    HttpResponse<String> page =
        http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/metrics".formatted(metricsPort)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    var samples = new LinkedHashMap<String, Double>();
    for (String line : page.body().lines().toList()) {
      Matcher sample = SAMPLE.matcher(line);
      if (sample.matches()) {
        String labels = sample.group(2) == null ? "" : sample.group(2);
        samples.put(sample.group(1) + labels, Double.valueOf(sample.group(3)));
      }
    }
    return samples;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public long pid() {
    return process.pid();
  }

  /** Asks it to stop, and returns its exit code. */
  public int terminate(Duration time) throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new IOException("the gateway does not stop");
    }
    return process.exitValue();
  }

  /** Ends it without a warning. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Waits for its end, whatever brings it about. */
  public boolean endsWithin(Duration time) throws InterruptedException {
    return process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Ends it without a warning, and waits until its sockets are gone. */
  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
