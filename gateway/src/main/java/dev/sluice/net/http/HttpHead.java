package dev.sluice.net.http;

import dev.sluice.net.auth.IncomingHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request without its body. Valid until {@link HttpHandler#onHead} returns. */
public final class HttpHead implements IncomingHeaders {
  /** The client did not say how long the body is: it comes in chunks. */
  public static final long UNKNOWN_LENGTH = -1;

  private final String method;
  private final String path;
  private final String query;
  private final HttpHeaders headers;
  private final long contentLength;
  private final @Nullable SocketAddress peer;

  HttpHead(HttpRequest request, long contentLength, @Nullable SocketAddress peer) {
    this.method = request.method().name();
    this.headers = request.headers();
    this.contentLength = contentLength;
    this.peer = peer;
    String target = withoutAuthority(request.uri());
    int mark = target.indexOf('?');
    this.path = decoded(mark < 0 ? target : target.substring(0, mark));
    this.query = mark < 0 ? "" : target.substring(mark + 1);
  }

  /** RFC 9112, section 3.2.2: the whole URL is as good as the path. */
  private static String withoutAuthority(String target) {
    if (target.startsWith("/")) return target;
    int scheme = target.indexOf("://");
    if (scheme < 0) return target;
    int slash = target.indexOf('/', scheme + 3);
    return slash < 0 ? "/" : target.substring(slash);
  }

  private static String decoded(String path) {
    if (path.indexOf('%') < 0) return path;
    try {
      return QueryStringDecoder.decodeComponent(path.replace("+", "%2B"));
    } catch (IllegalArgumentException e) {
      return path;
    }
  }

  /** As the client wrote it: {@code POST}. */
  public String method() {
    return method;
  }

  /** Decoded, without the query. */
  public String path() {
    return path;
  }

  /** As the client wrote it, without the question mark; may be empty. */
  public String query() {
    return query;
  }

  /**
   * The first value of a query's parameter, decoded; null if there is none. What cannot be decoded
   * is as good as not there.
   */
  public @Nullable String parameter(String name) {
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (!name.equals(decodedOrNull(equals < 0 ? pair : pair.substring(0, equals)))) continue;
      String value = decodedOrNull(equals < 0 ? "" : pair.substring(equals + 1));
      if (value != null) return value;
    }
    return null;
  }

  /** The decoder's exception shows what it could not read, which may be a credential. */
  private static @Nullable String decodedOrNull(String component) {
    try {
      return QueryStringDecoder.decodeComponent(component);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Bytes of the body as they come, or {@link #UNKNOWN_LENGTH}. */
  public long contentLength() {
    return contentLength;
  }

  /** The client's address without its port; empty if it is gone already. */
  public String peer() {
    return peer instanceof InetSocketAddress known ? known.getHostString() : "";
  }

  /** The first header of that name, in any case; null if there is none. */
  @Override
  public @Nullable String header(String name) {
    return headers.get(name);
  }

  /** The value of Content-Type; null if there is none. */
  public @Nullable String contentType() {
    return headers.get(HttpHeaderNames.CONTENT_TYPE);
  }

  /** All headers under lower-case names; a copy. */
  public Map<String, List<String>> headers() {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    for (Map.Entry<String, String> header : headers) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      copy.computeIfAbsent(name, fresh -> new ArrayList<>(1)).add(header.getValue());
    }
    return copy;
  }
}
