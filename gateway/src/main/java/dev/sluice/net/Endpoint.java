package dev.sluice.net;

import dev.sluice.config.Section;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where to listen: {@code host:port}. An empty host is every interface, port 0 is one that is free.
 */
public record Endpoint(String host, int port) {

  /** Reads {@code key}; mistakes are reported and answered with the default. */
  public static Endpoint read(Section section, String key, Endpoint dflt, String doc) {
    String text = section.text(key, dflt.toString(), doc);
    Endpoint endpoint = parse(text);
    if (endpoint != null) return endpoint;
    section.refuse(key, "must be host:port", hint(text));
    return dflt;
  }

  private static String hint(String text) {
    if (text.startsWith("unix:") || text.startsWith("/")) {
      return "note: unix sockets are not supported; listen on 127.0.0.1 instead";
    }
    if (text.contains("://")) return "note: no scheme here, only host and port";
    if (port(text) >= 0) return "did you mean: 0.0.0.0:" + text;
    return text.indexOf(':') != text.lastIndexOf(':') && !text.startsWith("[")
        ? "note: an IPv6 address stands in brackets: [::1]:4317"
        : "";
  }

  /** Null if {@code text} is no {@code host:port}. */
  public static @Nullable Endpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) return null;
    int port = port(text.substring(colon + 1));
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.contains(":")) {
      return null;
    }
    boolean odd = host.chars().anyMatch(c -> c <= ' ' || c == '/' || c == '[' || c == ']');
    return port < 0 || odd ? null : new Endpoint(host, port);
  }

  /** -1 if it is none. */
  private static int port(String digits) {
    if (digits.isEmpty() || digits.length() > 5) return -1;
    if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) return -1;
    int port = Integer.parseInt(digits);
    return port <= 0xFFFF ? port : -1;
  }

  /** Resolves the host, which may block. */
  public InetSocketAddress address() {
    return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
  }

  /** With the port that was got, which a configured port 0 does not tell. */
  public Endpoint withPort(int bound) {
    return new Endpoint(host, bound);
  }

  @Override
  public String toString() {
    return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
  }
}
