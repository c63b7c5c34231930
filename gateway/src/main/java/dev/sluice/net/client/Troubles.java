package dev.sluice.net.client;

import dev.sluice.net.client.SendException.Trouble;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import java.util.Objects;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Turns what sockets throw into plain words. */
final class Troubles {
  private Troubles() {}

  static SendException describe(IOException e, Target target) {
    String where = target.hostAndPort();
    String text = Objects.requireNonNullElse(e.getMessage(), "");
    String lower = text.toLowerCase(Locale.ROOT);
    if (e instanceof ChannelSocket.ForbiddenAddress) {
      return new SendException(Trouble.FORBIDDEN, text, e);
    }
    if (e instanceof UnknownHostException) {
      return new SendException(Trouble.HOST_NOT_FOUND, "host not found: " + target.url().host(), e);
    }
    if (e instanceof NameLookups.LookupTimeout) {
      return new SendException(Trouble.TIMEOUT, text, e);
    }
    if (e instanceof SocketTimeoutException && lower.contains("connect")) {
      return new SendException(Trouble.TIMEOUT, "no connection to " + where + " in time", e);
    }
    if (e instanceof InterruptedIOException) {
      return new SendException(Trouble.TIMEOUT, "no answer from " + where + " in time", e);
    }
    if (e instanceof SSLException refusal) return tls(refusal, where, text);
    if (e instanceof NoRouteToHostException || lower.contains("unreachable")) {
      return new SendException(Trouble.UNREACHABLE, "no route to " + where, e);
    }
    if (e instanceof ConnectException) {
      return new SendException(Trouble.REFUSED, "connection refused by " + where, e);
    }
    boolean isCutOff = lower.contains("unexpected end of stream");
    if (e instanceof ProtocolException && !isCutOff) {
      return new SendException(Trouble.NOT_HTTP, where + " does not answer in HTTP: " + text, e);
    }
    if (e instanceof SocketException
        || e instanceof EOFException
        || e instanceof ClosedChannelException
        || lower.contains("broken pipe")
        || lower.contains("connection reset")
        || isCutOff) {
      String message = "the connection to " + where + " ended before an answer came";
      return new SendException(Trouble.CLOSED, message, e);
    }
    return new SendException(
        Trouble.OTHER, where + ": " + (text.isEmpty() ? e.toString() : text), e);
  }

  private static SendException tls(SSLException e, String where, String text) {
    String what = "TLS with " + where + " failed: " + text;
    if (text.contains("unrecognized SSL message") || text.contains("plaintext connection")) {
      what = where + " does not speak TLS; did you mean http:// ?";
    } else if (text.contains("PKIX path") || text.contains("unable to find valid certification")) {
      what = "the certificate of " + where + " is not trusted; set tls::ca_file";
    } else if (e instanceof SSLPeerUnverifiedException || text.contains("No subject alternative")) {
      what = "the certificate of " + where + " is for another name; see tls::server_name_override";
    }
    return new SendException(Trouble.TLS, what, e);
  }
}
