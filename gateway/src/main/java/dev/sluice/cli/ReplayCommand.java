package dev.sluice.cli;

import dev.sluice.component.Clock;
import dev.sluice.net.client.HttpClientConfig;
import dev.sluice.net.client.HttpReply;
import dev.sluice.net.client.HttpSender;
import dev.sluice.net.client.SendException;
import dev.sluice.net.client.Target;
import dev.sluice.net.codec.Body;
import dev.sluice.net.codec.Compression;
import dev.sluice.otlp.Signal;
import dev.sluice.sending.deadletter.DeadLetter;
import dev.sluice.sending.deadletter.DeadLetterFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/**
 * {@code replay}: sends what is in files of dead letters to an OTLP receiver, one request for each
 * record, in their order. A record that is refused again is said and passed over. When the receiver
 * does not answer, or answers that it has no room, the command ends and says how to go on. Files
 * are left as they are.
 */
final class ReplayCommand {
  private static final String PROTOBUF = "application/x-protobuf";

  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> headers = new LinkedHashMap<>();

  private int skipped;
  private int sent;
  private int refused;
  private long items;

  ReplayCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  int run(ParseResult command) {
    String url = command.matchedOptionValue(CommandLineSpec.TO, "");
    Target to = Target.parse(url);
    if (to == null) {
      err.printf("error: --to %s: is no URL, such as http://localhost:4318%n", url);
      return ExitCode.USAGE;
    }
    List<String> written = command.matchedOptionValue(CommandLineSpec.HEADER, List.of());
    for (String header : written) {
      int at = header.indexOf('=');
      if (at <= 0) {
        err.printf("error: --header: must be NAME=VALUE%n");
        return ExitCode.USAGE;
      }
      headers.put(header.substring(0, at), header.substring(at + 1));
    }
    List<String> files = command.matchedPositionalValue(0, List.of());
    return replay(files, to, command.matchedOptionValue(CommandLineSpec.SKIP, 0));
  }

  private int replay(List<String> files, Target to, int skip) {
    var client = HttpClientConfig.DEFAULT.withCompression(Compression.GZIP);
    try (var sender = new HttpSender(client, Version.NUMBER, Clock.SYSTEM::nanoTime)) {
      for (String file : files) {
        DeadLetterFile.read(
            Path.of(file),
            (letter, request) -> {
              if (skipped < skip) {
                skipped++;
              } else {
                send(sender, to, file, letter, request);
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

  private void send(HttpSender sender, Target to, String file, DeadLetter letter, byte[] request)
      throws IOException {
    String about =
        "%s: %s of exporter '%s', kept %s"
            .formatted(
                file, letter.signal().count(letter.items()), letter.exporter(), letter.time());
    HttpReply reply;
    try {
      reply = sender.post(to.plus(path(letter.signal())), PROTOBUF, headers, Body.of(request));
    } catch (SendException e) {
      throw new Unsent(about + ": " + e.getMessage(), e);
    }
    if (reply.isSuccess()) {
      sent++;
      items += letter.items();
      return;
    }
    String answer = "%s: HTTP %d".formatted(about, reply.status());
    if (reply.status() != 400 && reply.status() != 413 && reply.status() != 422) {
      throw new Unsent(answer, null);
    }
    refused++;
    err.printf("refused: %s; it was kept since: %s%n", answer, letter.cause());
  }

  private static String path(Signal signal) {
    return switch (signal) {
      case TRACES -> "/v1/traces";
      case METRICS -> "/v1/metrics";
      case LOGS -> "/v1/logs";
    };
  }

  private void summary() {
    out.printf("sent %d requests with %d items, %d refused again%n", sent, items, refused);
  }

  /** The receiver takes nothing now: there is no point in going on. */
  private static final class Unsent extends IOException {
    private static final long serialVersionUID = 1;

    Unsent(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
