package dev.sluice.cli;

import dev.sluice.component.Clock;
import dev.sluice.net.client.HttpClientConfig;
import dev.sluice.net.client.HttpReply;
import dev.sluice.net.client.HttpSender;
import dev.sluice.net.client.SendException;
import dev.sluice.net.client.Target;
import dev.sluice.net.codec.Body;
import dev.sluice.net.codec.Compression;
import dev.sluice.net.tls.TlsException;
import dev.sluice.otlp.Replies;
import dev.sluice.otlp.Signal;
import dev.sluice.sending.RetryAfter;
import dev.sluice.wire.ByteSlice;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/**
 * Sends OTLP requests to the receiver that a command's {@code --to} names, as protobuf with gzip,
 * one at a time.
 */
final class OtlpPost implements AutoCloseable {
  private static final String PROTOBUF = "application/x-protobuf";

  private final Target to;
  private final Map<String, String> headers;
  private final HttpSender sender;

  /** What an answer means for what was sent, and for what is to come. */
  enum Kind {
    /** The receiver has it. */
    TAKEN,
    /** The receiver does not want this request; the next one may do. */
    REFUSED,
    /** The receiver has no room, or does not answer: later. */
    BUSY,
    /** The address or the credentials are wrong: no request will do. */
    WRONG
  }

  /**
   * An answer.
   *
   * @param rejected items that the receiver says it did not take of what it took
   * @param words for people
   * @param after when to come back; null: it did not say
   */
  record Reply(Kind kind, long rejected, String words, @Nullable Duration after) {}

  private OtlpPost(Target to, Map<String, String> headers) throws TlsException {
    this.to = to;
    this.headers = headers;
    var client = HttpClientConfig.DEFAULT.withCompression(Compression.GZIP);
    this.sender = new HttpSender(client, Version.NUMBER, Clock.SYSTEM::nanoTime);
  }

  /** As the command line says; null: it is wrong, which was said. */
  static @Nullable OtlpPost of(ParseResult command, PrintStream err) throws TlsException {
    String url = command.matchedOptionValue(CommandLineSpec.TO, "");
    Target to = Target.parse(url);
    if (to == null) {
      err.printf("error: --to %s: is no URL, such as http://localhost:4318%n", url);
      return null;
    }
    var headers = new LinkedHashMap<String, String>();
    List<String> written = command.matchedOptionValue(CommandLineSpec.HEADER, List.of());
    for (String header : written) {
      int at = header.indexOf('=');
      if (at <= 0) {
        err.printf("error: --header: must be NAME=VALUE%n");
        return null;
      }
      headers.put(header.substring(0, at), header.substring(at + 1));
    }
    return new OtlpPost(to, headers);
  }

  /** Sends one request, and waits for the answer, or for as long as a client waits. */
  Reply send(Signal signal, ByteSlice request, Map<String, String> more) {
    var all = new LinkedHashMap<String, String>(more);
    all.putAll(headers);
    HttpReply reply;
    try {
      reply = sender.post(to.plus(path(signal)), PROTOBUF, all, Body.of(request));
    } catch (SendException e) {
      return new Reply(Kind.BUSY, 0, e.getMessage(), null);
    }
    if (reply.isSuccess()) return taken(signal, reply);
    Duration after = RetryAfter.parse(reply.header("retry-after"), Clock.SYSTEM.epochMillis());
    return new Reply(kind(reply.status()), 0, words(reply), after);
  }

  private static Kind kind(int status) {
    return switch (status) {
      case 400, 413, 422 -> Kind.REFUSED;
      case 408, 429, 502, 503, 504 -> Kind.BUSY;
      default -> Kind.WRONG;
    };
  }

  private static Reply taken(Signal signal, HttpReply reply) {
    var partial = Replies.readPartialSuccess(signal, isJson(reply), reply.body());
    return partial == null
        ? new Reply(Kind.TAKEN, 0, "", null)
        : new Reply(Kind.TAKEN, Math.max(0, partial.rejected()), partial.message(), null);
  }

  private static String words(HttpReply reply) {
    String message = Replies.readStatusMessage(isJson(reply), reply.body());
    String status = "HTTP " + reply.status();
    return message == null || message.isEmpty() ? status : status + ", " + message;
  }

  private static boolean isJson(HttpReply reply) {
    String type = reply.header("content-type");
    return type != null && type.toLowerCase(Locale.ROOT).startsWith("application/json");
  }

  private static String path(Signal signal) {
    return switch (signal) {
      case TRACES -> "/v1/traces";
      case METRICS -> "/v1/metrics";
      case LOGS -> "/v1/logs";
    };
  }

  @Override
  public void close() {
    sender.close();
  }
}
