package dev.sluice.net.http;

import dev.sluice.config.Secret;
import dev.sluice.wire.ByteSlice;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/** Answers as Netty writes them. Any thread. */
final class Responses {
  /** RFC 9110, section 5.6.7. */
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final LongSupplier epochMillis;
  private final Map<String, Secret> headers;
  private volatile Dated date = new Dated(-1, "");

  private record Dated(long second, String text) {}

  Responses(LongSupplier epochMillis, Map<String, Secret> headers) {
    this.epochMillis = epochMillis;
    this.headers = headers;
  }

  /**
   * @param withBody false to the method HEAD
   * @param more further headers
   */
  FullHttpResponse response(
      HttpAnswer answer, boolean withBody, boolean close, Map<String, String> more) {
    ByteSlice body = answer.body();
    ByteBuf content =
        withBody
            ? Unpooled.wrappedBuffer(body.array(), body.offset(), body.length())
            : Unpooled.EMPTY_BUFFER;
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), content);
    HttpHeaders target = response.headers();
    if (!answer.contentType().isEmpty()) {
      target.set(HttpHeaderNames.CONTENT_TYPE, answer.contentType());
    }
    if (answer.status() != 204) target.set(HttpHeaderNames.CONTENT_LENGTH, body.length());
    target.set(HttpHeaderNames.DATE, date());
    more.forEach(target::set);
    if (close) target.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    answer.headers().forEach(target::set);
    headers.forEach((name, value) -> target.set(name, value.reveal()));
    return response;
  }

  private String date() {
    long second = Math.floorDiv(epochMillis.getAsLong(), 1000);
    Dated known = date;
    if (known.second != second) {
      known = new Dated(second, HTTP_DATE.format(Instant.ofEpochSecond(second)));
      date = known;
    }
    return known.text;
  }
}
