package dev.sluice.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;

/** The command line in this process: what the last command said, and how it ended. */
final class Commands {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** Its exit code. */
  int run(String... args) {
    out.reset();
    err.reset();
    return new Main(
            Distribution.standard(),
            Map.of("MY_POD_IP", "127.0.0.1")::get,
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            new Orders(),
            new Ending(new Orders(), code -> {}))
        .run(args);
  }

  String out() {
    return out.toString(UTF_8);
  }

  String err() {
    return err.toString(UTF_8);
  }

  /** Both, whichever it was. */
  String said() {
    return out() + err();
  }
}
