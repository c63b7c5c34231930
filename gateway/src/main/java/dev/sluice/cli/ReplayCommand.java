package dev.sluice.cli;

import dev.sluice.net.tls.TlsException;
import dev.sluice.sending.deadletter.DeadLetter;
import dev.sluice.sending.deadletter.DeadLetterFile;
import dev.sluice.wire.ByteSlice;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ParseResult;

/**
 * {@code replay}: sends what is in files of dead letters to an OTLP receiver, one request for each
 * record, in their order. A record that is refused again is said and passed over. When the receiver
 * does not answer, or answers that it has no room, the command ends and says how to go on. Files
 * are left as they are.
 */
final class ReplayCommand {
  private final PrintStream out;
  private final PrintStream err;

  private int skipped;
  private int sent;
  private int refused;
  private long items;

  ReplayCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  int run(ParseResult command) {
    List<String> files = command.matchedPositionalValue(0, List.of());
    try (OtlpPost post = OtlpPost.of(command, err)) {
      if (post == null) return ExitCode.USAGE;
      return replay(files, post, command.matchedOptionValue(CommandLineSpec.SKIP, 0));
    } catch (TlsException e) {
      err.printf("error: %s%n", e.getMessage());
      return ExitCode.FAILED;
    }
  }

  private int replay(List<String> files, OtlpPost post, int skip) {
    try {
      for (String file : files) {
        DeadLetterFile.read(
            Path.of(file),
            (letter, request) -> {
              if (skipped < skip) {
                skipped++;
              } else {
                send(post, file, letter, request);
              }
              return true;
            });
      }
    } catch (IOException | InvalidPathException e) {
      err.printf("error: %s%n", e instanceof Unsent ? e.getMessage() : String.valueOf(e));
      if (sent + refused > 0) err.printf("To go on: --skip %d%n", skipped + sent + refused);
      summary();
      return ExitCode.FAILED;
    }
    summary();
    return refused == 0 ? ExitCode.OK : ExitCode.FAILED;
  }

  private void send(OtlpPost post, String file, DeadLetter letter, byte[] request)
      throws IOException {
    String about =
        "%s: %s of exporter '%s', kept %s"
            .formatted(
                file, letter.signal().count(letter.items()), letter.exporter(), letter.time());
    OtlpPost.Reply reply = post.send(letter.signal(), ByteSlice.of(request), Map.of());
    switch (reply.kind()) {
      case TAKEN -> {
        sent++;
        items += letter.items();
      }
      case REFUSED -> {
        refused++;
        err.printf(
            "refused: %s: %s; it was kept since: %s%n", about, reply.words(), letter.cause());
      }
      case BUSY, WRONG -> throw new Unsent(about + ": " + reply.words());
    }
  }

  private void summary() {
    out.printf("sent %d requests with %d items, %d refused again%n", sent, items, refused);
  }

  /** The receiver takes nothing now: there is no point in going on. */
  private static final class Unsent extends IOException {
    private static final long serialVersionUID = 1;

    Unsent(String message) {
      super(message);
    }
  }
}
