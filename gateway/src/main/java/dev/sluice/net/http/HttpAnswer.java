package dev.sluice.net.http;

import dev.sluice.wire.ByteSlice;
import java.util.Map;

/**
 * What a client is answered. Immutable and reusable.
 *
 * @param contentType empty sends no Content-Type
 * @param headers further headers
 */
public record HttpAnswer(
    int status, String contentType, ByteSlice body, Map<String, String> headers) {

  public HttpAnswer(int status, String contentType, ByteSlice body) {
    this(status, contentType, body, Map.of());
  }

  public static HttpAnswer text(int status, String contentType, String body) {
    return new HttpAnswer(status, contentType, ByteSlice.utf8(body));
  }

  static HttpAnswer plain(int status, String text) {
    return text(status, "text/plain; charset=utf-8", text + "\n");
  }
}
