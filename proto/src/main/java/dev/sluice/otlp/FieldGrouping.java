package dev.sluice.otlp;

import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.ProtoWriter;
import org.jspecify.annotations.Nullable;

/**
 * Brings the known fields of a message together, each in one place, in the order of their numbers:
 * lists gathered, of single values and alternatives the last kept, messages in several parts put
 * together, as protobuf means them.
 */
final class FieldGrouping {
  private FieldGrouping() {}

  /** The message itself where that is so already, which is usual. */
  static ByteSlice of(JsonMessage type, ByteSlice message) {
    return isGrouped(type, message) ? message : group(type, message);
  }

  private static boolean isGrouped(JsonMessage type, ByteSlice message) {
    long seen = 0;
    boolean alternative = false;
    JsonField open = null;
    for (ProtoCursor cursor = message.cursor(); cursor.next(); ) {
      JsonField field = type.field(cursor.field());
      if (field == null || !JsonRequestWriter.fits(field, cursor)) continue;
      if (field == open) continue;
      long bit = 1L << field.index();
      if ((seen & bit) != 0 || (alternative && field.isOneof())) return false;
      seen |= bit;
      alternative |= field.isOneof();
      open = field.isRepeated() ? field : null;
    }
    return true;
  }

  private static ByteSlice group(JsonMessage type, ByteSlice message) {
    JsonField alternative = lastAlternative(type, message);
    ProtoWriter grouped = new ProtoWriter(message.length());
    for (JsonField field : type.fields()) {
      if (field.isLegacy() || (field.isOneof() && field != alternative)) continue;
      if (field.isRepeated()) {
        copyAll(field, message, grouped);
      } else if (field.kind() == JsonKind.MESSAGE) {
        join(field, message, grouped);
      } else {
        copyLast(field, message, grouped);
      }
    }
    return grouped.toSlice();
  }

  private static @Nullable JsonField lastAlternative(JsonMessage type, ByteSlice message) {
    JsonField last = null;
    for (ProtoCursor cursor = message.cursor(); cursor.next(); ) {
      JsonField field = type.field(cursor.field());
      if (field != null && field.isOneof() && JsonRequestWriter.fits(field, cursor)) last = field;
    }
    return last;
  }

  private static void copyAll(JsonField field, ByteSlice message, ProtoWriter grouped) {
    for (ProtoCursor cursor = message.cursor(); cursor.next(); ) {
      if (is(field, cursor)) grouped.raw(cursor.fieldSlice());
    }
  }

  private static void copyLast(JsonField field, ByteSlice message, ProtoWriter grouped) {
    ByteSlice last = ByteSlice.EMPTY;
    for (ProtoCursor cursor = message.cursor(); cursor.next(); ) {
      if (is(field, cursor)) last = cursor.fieldSlice();
    }
    grouped.raw(last);
  }

  private static void join(JsonField field, ByteSlice message, ProtoWriter grouped) {
    int before = grouped.size();
    int start = grouped.begin(field.number());
    boolean found = false;
    for (ProtoCursor cursor = message.cursor(); cursor.next(); ) {
      if (!is(field, cursor)) continue;
      found = true;
      grouped.raw(cursor.slice());
    }
    if (found) {
      grouped.end(start);
    } else {
      grouped.truncate(before);
    }
  }

  private static boolean is(JsonField field, ProtoCursor cursor) {
    return cursor.field() == field.number() && JsonRequestWriter.fits(field, cursor);
  }
}
