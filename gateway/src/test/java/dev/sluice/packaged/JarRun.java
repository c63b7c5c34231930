package dev.sluice.packaged;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What one run of the packaged jar left behind. */
record JarRun(int exitCode, String out, String err) {

  private static final long DEADLINE_SECONDS = 60;

  /** Runs the jar to its end. Both streams go through files, so a full pipe stops nobody. */
  static JarRun of(InstalledJava java, Path scratch, String... args) throws Exception {
    return of(java, List.of(), scratch, args);
  }

  static JarRun of(InstalledJava java, List<String> jvmOptions, Path scratch, String... args)
      throws Exception {
    Path out = scratch.resolve("out");
    Path err = scratch.resolve("err");
    Process process =
        command(java, jvmOptions, args)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("still running; standard error: " + Files.readString(err));
      }
      return new JarRun(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      process.destroyForcibly();
    }
  }

  private static ProcessBuilder command(InstalledJava java, List<String> jvmOptions, String... args)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(java.java().toString());
    command.addAll(jvmOptions);
    command.add("-jar");
    command.add(jar().toString());
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    // Java says on standard error that it picked these up.
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    return builder;
  }

  static Path inCheckout(String path) throws IOException {
    return Path.of(System.getProperty("sluice.root")).resolve(path).toRealPath();
  }

  static Path jar() throws IOException {
    return Path.of(System.getProperty("sluice.jar")).toRealPath();
  }
}
