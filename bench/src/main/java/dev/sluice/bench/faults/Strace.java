package dev.sluice.bench.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes system calls of a process fail, or the process die in them, with strace as the process's
 * grandchild, so that the process keeps its place.
 */
final class Strace {
  private Strace() {}

  /** Throws if it cannot be used here. */
  static void require() throws Skipped, InterruptedException {
    try {
      var probe =
          new ProcessBuilder("strace", "-D", "-f", "-o", "/dev/null", "true")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!probe.waitFor(20, TimeUnit.SECONDS) || probe.exitValue() != 0) {
        throw new Skipped("strace may not trace here");
      }
    } catch (IOException e) {
      throw new Skipped("strace is not installed");
    }
  }

  /** The process dies in its call number {@code when} of this name, counted for each thread. */
  static List<String> killing(String call, int when) {
    // strace 6.1 injects no signals where the kernel filters for it.
    return injecting(List.of(), call, "signal=SIGKILL:when=" + when);
  }

  /** A process that runs dies in its next call of this name. */
  static Process kill(long pid, String call) throws IOException {
    var words = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", "/dev/null", "-p", "" + pid));
    words.addAll(List.of("-e", "trace=" + call, "-e", "inject=%s:signal=SIGKILL".formatted(call)));
    return new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** From its call number {@code from} on they fail, counted for each thread. */
  static List<String> failing(String calls, String error, int from) {
    return injecting(List.of("--seccomp-bpf"), calls, "error=%s:when=%d+".formatted(error, from));
  }

  private static List<String> injecting(List<String> options, String calls, String what) {
    var words = new ArrayList<>(List.of("strace", "-D", "-f", "-qq", "-o", "/dev/null"));
    words.addAll(options);
    words.addAll(List.of("-e", "trace=" + calls, "-e", "inject=%s:%s".formatted(calls, what)));
    return words;
  }
}
