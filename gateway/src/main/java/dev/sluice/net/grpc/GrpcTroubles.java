package dev.sluice.net.grpc;

import io.grpc.Status;
import io.netty.handler.ssl.NotSslRecordException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns what grpc says about a connection that could not be made into plain words. */
final class GrpcTroubles {
  /** "HTTP/", as Netty shows the first bytes of an answer that is no HTTP/2. */
  private static final String HTTP_1 = "485454502f";

  /** An alert, the same way: TLS answers plain text with it. */
  private static final String TLS_ALERT = "1503";

  private static final String CLOSED = "Network closed for unknown reason";
  private static final int DEPTH = 10;

  private GrpcTroubles() {}

  /**
   * @param target {@code host:port}
   */
  static String describe(Status status, String target, boolean plainText) {
    String text = Objects.requireNonNullElse(status.getDescription(), "");
    if (plainText && text.startsWith(CLOSED)) {
      return target + " closed the connection without a word; does it want TLS ?";
    }
    String words = words(status.getCause(), text, target);
    if (words != null) return words;
    Throwable cause = status.getCause();
    if (cause == null || cause.getMessage() == null) return text;
    return text + " (" + cause.getMessage() + ")";
  }

  private static @Nullable String words(@Nullable Throwable thrown, String text, String target) {
    String known = protocol(text, target);
    if (known != null) return known;
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < DEPTH; depth++, cause = cause.getCause()) {
      if (cause instanceof UnknownHostException) return "host not found: " + target;
      if (cause instanceof NoRouteToHostException) return "no route to " + target;
      if (cause instanceof ConnectException) return "connection refused by " + target;
      if (cause instanceof NotSslRecordException) {
        return target + " does not speak TLS; did you mean tls::insecure: true ?";
      }
      if (cause instanceof CertificateException) return certificate(cause, target);
      known = protocol(Objects.requireNonNullElse(cause.getMessage(), ""), target);
      if (known != null) return known;
    }
    return null;
  }

  private static @Nullable String protocol(String text, String target) {
    int dump = text.indexOf("Hex dump for first");
    if (dump < 0 && !text.contains("Unexpected HTTP/1.x")) return null;
    String bytes = text.substring(Math.max(dump, 0)).replaceAll("^[^:]*: ", "");
    if (bytes.startsWith(TLS_ALERT)) {
      return target + " speaks TLS; remove tls::insecure, or set it to false";
    }
    if (dump < 0 || bytes.startsWith(HTTP_1)) {
      return target
          + " answers in HTTP/1.1 and not in gRPC; did you mean port 4317, or exporter otlphttp ?";
    }
    return null;
  }

  private static String certificate(Throwable cause, String target) {
    String text = Objects.requireNonNullElse(cause.getMessage(), "");
    return text.contains("subject alternative") || text.contains("No name matching")
        ? "the certificate of %s is for another name; see tls::server_name_override"
            .formatted(target)
        : "the certificate of %s is not trusted; set tls::ca_file".formatted(target);
  }
}
