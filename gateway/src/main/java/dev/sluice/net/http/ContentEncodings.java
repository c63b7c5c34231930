package dev.sluice.net.http;

import dev.sluice.net.codec.Encoding;
import dev.sluice.net.http.BodyProblem.Reason;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads Content-Encoding: one coding at most, and only those that the configuration allows. */
record ContentEncodings(Set<Encoding> allowed) {

  /** Null if it is not to be decoded; {@link #problem} says why. */
  @Nullable Encoding of(HttpRequest request) {
    List<String> names = request.headers().getAll(HttpHeaderNames.CONTENT_ENCODING);
    if (names.size() > 1) return null;
    Encoding encoding = names.isEmpty() ? Encoding.IDENTITY : Encoding.named(names.get(0).strip());
    return encoding != null && allowed.contains(encoding) ? encoding : null;
  }

  BodyProblem problem(HttpRequest request) {
    List<String> names = request.headers().getAll(HttpHeaderNames.CONTENT_ENCODING);
    return new BodyProblem(
        Reason.UNSUPPORTED_ENCODING, "unsupported Content-Encoding: " + String.join(", ", names));
  }
}
