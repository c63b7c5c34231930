package dev.sluice.otlp;

import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.MalformedException;
import dev.sluice.wire.ProtoCursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields of a backend's answer. Reads as far as it can: what is missing, of another type or
 * behind a fault has its default value. Of a field that stands more than once the last counts.
 */
final class ReplyFields {
  private static final JsonLimits JSON_LIMITS = JsonLimits.of(1 << 20, 4 << 20);
  private static final ReplyFields NONE = new ReplyFields(ByteSlice.EMPTY);

  /** More details than anybody sends. */
  private static final int MAX_REPEATS = 100;

  private static final long YEAR_IN_SECONDS = 365L * 24 * 60 * 60;
  private static final long MAX_NANOS = 999_999_999;

  private final ByteSlice message;

  private ReplyFields(ByteSlice message) {
    this.message = message;
  }

  static ReplyFields of(ByteSlice protobuf) {
    return new ReplyFields(protobuf);
  }

  static ReplyFields of(JsonMessage type, boolean json, ByteSlice body) {
    if (!json) return new ReplyFields(body);
    try {
      byte[] protobuf =
          JsonRequestReader.read(type, body.array(), body.offset(), body.end(), JSON_LIMITS);
      return new ReplyFields(ByteSlice.of(protobuf));
    } catch (MalformedException ignored) {
      // A proxy's page under a wrong type, or JSON that was cut off: no news.
      return NONE;
    }
  }

  long varint(int field) {
    long value = 0;
    ProtoCursor cursor = message.cursor();
    while (next(cursor)) {
      if (cursor.isVarint(field)) value = cursor.varint();
    }
    return value;
  }

  /** Short and on one line. */
  String text(int field) {
    ByteSlice value = last(field);
    // No character takes more than four bytes.
    int shown = Math.min(value.length(), 4 * (Replies.MAX_WORDS + 1));
    return ShownText.cut(value.slice(0, shown).utf8(), Replies.MAX_WORDS);
  }

  ReplyFields message(int field) {
    return new ReplyFields(last(field));
  }

  List<ReplyFields> messages(int field) {
    List<ReplyFields> all = new ArrayList<>();
    ProtoCursor cursor = message.cursor();
    while (next(cursor) && all.size() < MAX_REPEATS) {
      if (cursor.isLen(field)) all.add(new ReplyFields(cursor.slice()));
    }
    return all;
  }

  /** This message as a google.protobuf.Duration; not negative, and a year at most. */
  Duration duration() {
    long seconds = varint(Rpc.Duration.SECONDS);
    if (seconds >= YEAR_IN_SECONDS) return Duration.ofSeconds(YEAR_IN_SECONDS);
    long nanos = Math.min(varint(Rpc.Duration.NANOS), MAX_NANOS);
    boolean negative = seconds < 0 || nanos < 0;
    return negative ? Duration.ZERO : Duration.ofSeconds(seconds, nanos);
  }

  private ByteSlice last(int field) {
    ByteSlice value = ByteSlice.EMPTY;
    ProtoCursor cursor = message.cursor();
    while (next(cursor)) {
      if (cursor.isLen(field)) value = cursor.slice();
    }
    return value;
  }

  private static boolean next(ProtoCursor cursor) {
    try {
      return cursor.next();
    } catch (MalformedException ignored) {
      // What was read before it is as good as ever.
      return false;
    }
  }
}
