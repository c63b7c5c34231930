package dev.sluice.otlp;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.wire.MalformedException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Says where in a client's JSON something is wrong, by line, column and the path of names. What is
 * quoted of the client's is short and without control characters, as it ends in answers and logs.
 */
final class JsonPlace {
  private static final int MAX_QUOTE = 40;
  private static final int MAX_PATH = 300;
  private static final int MAX_MESSAGE = 300;

  private JsonPlace() {}

  /** A mistake in the value that the parser stands at. */
  static MalformedException of(JsonParser parser, BadJsonException mistake) {
    JsonStreamContext context = parser.getParsingContext();
    // A list that has just begun is itself the value at fault.
    if (parser.currentToken() == JsonToken.START_ARRAY) context = context.getParent();
    String what = String.valueOf(mistake.getMessage());
    return malformed(context, parser.currentTokenLocation(), what);
  }

  /** A mistake that the parser found, in the syntax or by its limits. */
  static MalformedException of(JsonParser parser, IOException mistake) {
    if (!(mistake instanceof JsonProcessingException found)) {
      return new MalformedException("malformed JSON: " + clean(mistake.getMessage()));
    }
    // The parser's limits name the method that tells them, which is no help to a client.
    String message = found.getOriginalMessage().replaceAll(", from `[^`]*`", "");
    return malformed(parser.getParsingContext(), found.getLocation(), clean(message));
  }

  private static MalformedException malformed(
      JsonStreamContext context, @Nullable JsonLocation location, String what) {
    StringBuilder message = new StringBuilder("malformed JSON");
    if (location != null) {
      message.append(" at line ").append(location.getLineNr());
      message.append(", column ").append(location.getColumnNr());
    }
    String path = path(context);
    if (!path.isEmpty()) message.append(", ").append(path);
    return new MalformedException(message.append(": ").append(what).toString());
  }

  /** As in {@code resourceSpans[0].scopeSpans[1].spans[3].traceId}. */
  private static String path(JsonStreamContext context) {
    StringBuilder path = new StringBuilder();
    append(context, path);
    return path.length() <= MAX_PATH ? path.toString() : path.substring(0, MAX_PATH) + "...";
  }

  /** The parser bounds the depth. */
  private static void append(@Nullable JsonStreamContext context, StringBuilder path) {
    if (context == null) return;
    append(context.getParent(), path);
    if (context.inArray()) {
      path.append('[').append(Math.max(0, context.getCurrentIndex())).append(']');
    } else if (context.inObject() && context.getCurrentName() != null) {
      if (path.length() > 0) path.append('.');
      path.append(ShownText.cut(context.getCurrentName(), MAX_QUOTE));
    }
  }

  /** The beginning of a text, in quotes. */
  static String quote(char[] text, int from, int to) {
    return '"'
        + ShownText.cut(new String(text, from, Math.min(to - from, MAX_QUOTE + 1)), MAX_QUOTE)
        + '"';
  }

  private static String clean(@Nullable String message) {
    return ShownText.cut(String.valueOf(message), MAX_MESSAGE);
  }
}
