package dev.sluice.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a result was made, in one line. */
public final class Machine {
  private Machine() {}

  public static String line() throws IOException {
    String model =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 2))
            .findFirst()
            .orElse(System.getProperty("os.arch"));
    String loads = Files.readString(Path.of("/proc/loadavg"));
    double load = Double.parseDouble(loads.substring(0, loads.indexOf(' ')));
    return "%d processors, %s, Linux %s, load average %.0f at the end"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            model,
            System.getProperty("os.version").replaceAll("-.*", ""),
            load);
  }

  /** The commit that the working directory stands at. */
  public static String commit() throws IOException, InterruptedException {
    var git = new ProcessBuilder("git", "rev-parse", "--short", "HEAD").start();
    String commit = new String(git.getInputStream().readAllBytes(), US_ASCII).trim();
    return git.waitFor() == 0 ? commit : "unknown";
  }
}
