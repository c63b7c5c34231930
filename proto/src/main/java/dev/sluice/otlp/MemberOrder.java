package dev.sluice.otlp;

import dev.sluice.wire.ProtoWriter;
import java.util.Arrays;

/**
 * Brings the fields of a message that were written in the order of its JSON members into the order
 * of their numbers, and drops what does not count: the earlier of two values of one field or oneof,
 * and a legacy list beside a list of the present name.
 *
 * <p>Members of messages within messages are kept on one stack. Where the order is right already,
 * which is usual, nothing is copied.
 */
final class MemberOrder {
  private JsonField[] fields = new JsonField[64];
  private int[] starts = new int[64];
  private int count;

  private byte[] scratch = new byte[256];
  private int[] lastOfField = new int[32];

  /** To be called before a message's first member; the answer is for {@link #settle}. */
  int mark() {
    return count;
  }

  /** The member's bytes begin at {@code start} and end where the next member's begin. */
  void add(JsonField field, int start) {
    if (count == fields.length) {
      fields = Arrays.copyOf(fields, count * 2);
      starts = Arrays.copyOf(starts, count * 2);
    }
    fields[count] = field;
    starts[count++] = start;
  }

  /** Ends the message whose members were added since {@code mark}; {@code out} ends with it. */
  void settle(JsonMessage type, int mark, ProtoWriter out) {
    if (!isOrdered(mark)) rebuild(type, mark, out);
    Arrays.fill(fields, mark, count, null);
    count = mark;
  }

  private boolean isOrdered(int mark) {
    int alternatives = 0;
    int lastIndex = -1;
    for (int i = mark; i < count; i++) {
      JsonField field = fields[i];
      if (field.index() <= lastIndex || field.isLegacy()) return false;
      if (field.isOneof() && ++alternatives > 1) return false;
      lastIndex = field.index();
    }
    return true;
  }

  private void rebuild(JsonMessage type, int mark, ProtoWriter out) {
    int body = starts[mark];
    int length = out.size() - body;
    if (length > scratch.length) scratch = new byte[Math.max(length, scratch.length * 2)];
    System.arraycopy(out.array(), body, scratch, 0, length);
    int end = out.size();
    int lastAlternative = findLast(mark);
    out.truncate(body);
    for (JsonField field : type.fields()) {
      if (lastOfField[field.index()] < 0) continue;
      if (field.isLegacy() && isFilled(type.fields().get(field.index() - 1), mark, end)) continue;
      for (int i = mark; i < count; i++) {
        if (fields[i] != field) continue;
        if (!field.isRepeated() && i != lastOfField[field.index()]) continue;
        if (field.isOneof() && i != lastAlternative) continue;
        out.raw(scratch, starts[i] - body, endOf(i, end) - starts[i]);
      }
    }
  }

  /**
   * Fills {@link #lastOfField}, -1 for fields that are not there, and finds the last of the oneof.
   */
  private int findLast(int mark) {
    Arrays.fill(lastOfField, -1);
    int lastAlternative = -1;
    for (int i = mark; i < count; i++) {
      lastOfField[fields[i].index()] = i;
      if (fields[i].isOneof()) lastAlternative = i;
    }
    return lastAlternative;
  }

  private boolean isFilled(JsonField field, int mark, int end) {
    for (int i = mark; i < count; i++) {
      if (fields[i] == field && endOf(i, end) > starts[i]) return true;
    }
    return false;
  }

  private int endOf(int member, int end) {
    return member + 1 < count ? starts[member + 1] : end;
  }
}
