package dev.sluice.cli;

import java.io.PrintStream;

/** The entry point of {@code gateway.jar}. */
public final class Main {

  private static final int EXIT_OK = 0;
  private static final int EXIT_USAGE = 64;

  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args, System.out, System.err));
  }

  static int run(String[] args, PrintStream out, PrintStream err) {
    if (args.length == 0) {
      out.printf("%s: a telemetry gateway. Try --version.%n", version());
      return EXIT_OK;
    }
    if (args.length == 1 && args[0].equals("--version")) {
      out.println(version());
      return EXIT_OK;
    }
    err.printf("unknown argument '%s'. Allowed: --version%n", args[0]);
    return EXIT_USAGE;
  }

  private static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return "sluice " + (version == null ? "(not packaged)" : version);
  }
}
