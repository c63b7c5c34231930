package dev.sluice.otlp;

import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.MalformedException;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.ProtoWriter;
import dev.sluice.wire.Utf8;
import dev.sluice.wire.WireType;
import java.util.Arrays;

/**
 * The check at the door: one pass over an export request's bytes, after which everybody trusts
 * them. It finds what a parser would trip over, down to the last attribute's value, counts the
 * items, and cuts the request into resource groups.
 *
 * <ul>
 *   <li>Accepted is what the generated protobuf classes accept: fields in any order, unknown ones
 *       and known ones of an unexpected wire type are kept as they are, lists packed or not,
 *       messages and groups nested up to 100 deep.
 *   <li>Refused besides, as the collector does: trace ids that are not 16 bytes or none, span ids
 *       that are not 8 bytes or none. And, as the specification has it, every number of more than
 *       ten bytes: protobuf-java takes some of them, but only where enough bytes follow.
 *   <li>Accepted besides: strings that are not UTF-8. Each offending byte becomes {@code ?}, in
 *       place, so that no length changes.
 *   <li>Dropped: fields of the export request itself other than its one list. A batch could not say
 *       where they belong; OTLP has none.
 * </ul>
 *
 * <p>Allocates the groups and one small object, nothing per item.
 */
public final class OtlpScan {
  /** An export request is a list in its first field, for every signal. */
  private static final int GROUP = Otlp.ExportTraceServiceRequest.RESOURCE_SPANS;

  private static final int RESOURCE = Otlp.ResourceSpans.RESOURCE;

  /** Messages and groups inside the request, as deep as protobuf-java goes. */
  private static final int MAX_DEPTH = 100;

  /** An attribute and its value are two messages more. */
  private static final int MAX_DEPTH_OF_PLAIN = MAX_DEPTH - 2;

  private static final int TRACE_ID_BYTES = 16;
  private static final int SPAN_ID_BYTES = 8;

  private static final byte[] RULES = Schema.RULES;

  private static final int KEY_TAG = Otlp.KeyValue.KEY << 3 | WireType.LEN;
  private static final int VALUE_TAG = Otlp.KeyValue.VALUE << 3 | WireType.LEN;
  private static final int TEXT_TAG = Otlp.AnyValue.STRING_VALUE << 3 | WireType.LEN;
  private static final int BOOL_TAG = Otlp.AnyValue.BOOL_VALUE << 3 | WireType.VARINT;
  private static final int INT_TAG = Otlp.AnyValue.INT_VALUE << 3 | WireType.VARINT;
  private static final int DOUBLE_TAG = Otlp.AnyValue.DOUBLE_VALUE << 3 | WireType.FIXED64;

  private final Signal signal;
  private final byte[] array;
  private final int groupType;
  private final ScanLimits limits;

  /** One, as almost every client sends. */
  private ResourceGroup[] groups = new ResourceGroup[1];

  private int groupCount;
  private int items;
  private int repaired;

  // The group being scanned: where its (first) resource stands, and whether there are more.
  private int resourceFields;
  private int resourceFieldStart;
  private int resourceStart;
  private int resourceEnd;

  // The metric being scanned: which alternative of its data was last, and the items before it.
  private int metricData;
  private int itemsBeforeMetric;

  /** All bytes from the last string that was looked at to here are ASCII. */
  private int asciiEnd;

  /** Where the number that was read last ends. */
  private int next;

  private OtlpScan(Signal signal, byte[] array, ScanLimits limits) {
    this.signal = signal;
    this.array = array;
    this.groupType = Schema.groupType(signal);
    this.limits = limits;
  }

  /**
   * Scans one export request. Takes {@code body} over: the groups share it, and it may be written
   * to until this returns, not afterwards.
   *
   * @throws MalformedException naming the byte and the message at fault
   * @throws TooManyItemsException if there is more in it than {@code limits} says
   */
  public static Scanned scan(Signal signal, byte[] body, ScanLimits limits) {
    OtlpScan scan = new OtlpScan(signal, body, limits);
    scan.request();
    ResourceGroup[] found =
        scan.groupCount == scan.groups.length
            ? scan.groups
            : Arrays.copyOf(scan.groups, scan.groupCount);
    return new Scanned(found, scan.items, scan.repaired);
  }

  private void request() {
    ProtoCursor request = new ProtoCursor(array, 0, array.length);
    while (request.next()) {
      if (!request.isLen(GROUP)) continue;
      if (groupCount == limits.maxGroups()) {
        throw new TooManyItemsException(
            "more than %d resource groups in one request".formatted(limits.maxGroups()));
      }
      group(request.valueStart(), request.valueEnd());
    }
  }

  private void group(int from, int to) {
    int itemsBefore = items;
    resourceFields = 0;
    message(groupType, from, to, 1);
    if (groupCount == groups.length) groups = Arrays.copyOf(groups, groupCount * 2);
    groups[groupCount++] = cut(from, to, items - itemsBefore);
  }

  /** Cuts a group into its resource and the rest, wherever the resource stands. */
  private ResourceGroup cut(int from, int to, int groupItems) {
    if (resourceFields == 0) {
      return ResourceGroup.withoutResource(slice(from, to), groupItems);
    }
    if (resourceFields == 1 && resourceFieldStart == from) {
      return ResourceGroup.of(
          slice(resourceStart, resourceEnd), slice(resourceEnd, to), groupItems);
    }
    if (resourceFields == 1 && resourceEnd == to) {
      return ResourceGroup.of(
          slice(resourceStart, resourceEnd), slice(from, resourceFieldStart), groupItems);
    }
    return gather(from, to, groupItems);
  }

  /**
   * The rare group whose resource stands amid the rest, or in several parts, which mean their
   * concatenation. Moves its bytes within the group, so that it holds no more memory than it came
   * with:
   *
   * <pre>  rest resource rest resource rest  ->  rest rest rest resources ....  </pre>
   */
  private ResourceGroup gather(int from, int to, int groupItems) {
    ProtoWriter resource = new ProtoWriter(resourceEnd - resourceStart);
    int restEnd = from;
    for (ProtoCursor group = new ProtoCursor(array, from, to); group.next(); ) {
      if (group.isLen(RESOURCE)) {
        resource.raw(array, group.valueStart(), group.valueLength());
      } else {
        int length = group.valueEnd() - group.fieldStart();
        System.arraycopy(array, group.fieldStart(), array, restEnd, length);
        restEnd += length;
      }
    }
    System.arraycopy(resource.array(), 0, array, restEnd, resource.size());
    return ResourceGroup.of(
        slice(restEnd, restEnd + resource.size()), slice(from, restEnd), groupItems);
  }

  private ByteSlice slice(int from, int to) {
    return ByteSlice.of(array, from, to - from);
  }

  /** Checks the message of that type that stands there, {@code depth} messages deep. */
  private void message(int type, int from, int end, int depth) {
    if (depth > MAX_DEPTH) throw malformed(from - 1, "messages nested deeper than " + MAX_DEPTH);
    byte[] bytes = array;
    int attributes = 0;
    int pos = from;
    while (pos < end) {
      int fieldStart = pos;
      int tag = bytes[pos++];
      int rule;
      if (tag > 7) {
        rule = RULES[type << 7 | tag];
      } else {
        tag = longTag(fieldStart, end);
        pos = next;
        rule = (tag & ~0x7F) == 0 ? RULES[type << 7 | tag] : tag & 7;
      }
      if ((tag & 7) != WireType.LEN) {
        pos = skip(tag, fieldStart, pos, end, depth);
        continue;
      }
      int length;
      if (pos < end && bytes[pos] >= 0) {
        length = bytes[pos++];
      } else {
        length = (int) varint(pos, end);
        pos = next;
      }
      if (length < 0 || length > end - pos) throw tooLong(fieldStart, tag, length, end - pos);
      int valueEnd = pos + length;
      if (rule >= Schema.MESSAGE) {
        int child = rule - Schema.MESSAGE;
        if (child == Schema.KEY_VALUE) attributes++;
        if (child != Schema.KEY_VALUE
            || depth > MAX_DEPTH_OF_PLAIN
            || !plainAttribute(bytes, pos, valueEnd)) {
          if (child >= Schema.FIRST_NOTED) note(child, fieldStart, pos, valueEnd);
          message(child, pos, valueEnd, depth + 1);
        }
      } else if (rule == Schema.STRING) {
        string(pos, valueEnd);
      } else if (rule != WireType.LEN) {
        leaf(rule, fieldStart, pos, valueEnd);
      }
      pos = valueEnd;
    }
    if (attributes > limits.maxAttributes()) throw tooManyAttributes(type);
  }

  /**
   * Nine attributes in ten are a short key and a short text, number or flag, in one of the two
   * usual orders. Those are checked right here, without two more calls and their loops. False says
   * nothing about an attribute but that it is another kind.
   */
  private boolean plainAttribute(byte[] bytes, int from, int end) {
    if (end - from < 6) return false;
    int first = from + 2;
    int second = first + bytes[from + 1];
    if (second < first || second > end - 2 || second + 2 + bytes[second + 1] != end) return false;
    if (bytes[from] == KEY_TAG && bytes[second] == VALUE_TAG) {
      int value = second + 2;
      int text = plainText(bytes, value, end);
      if (text < 0) return false;
      if (text <= asciiEnd && second <= asciiEnd) return true;
      string(first, second);
      if (text > 0) string(value + 2, end);
      return true;
    }
    if (bytes[from] == VALUE_TAG && bytes[second] == KEY_TAG) {
      int text = plainText(bytes, first, second);
      if (text < 0) return false;
      if (end <= asciiEnd) return true;
      if (text > 0) string(first + 2, second);
      string(second + 2, end);
      return true;
    }
    return false;
  }

  /**
   * Where the text of such a value ends; 0 if it is a number or flag, -1 if it is something else.
   */
  private static int plainText(byte[] bytes, int from, int end) {
    if (end - from < 2) return -1;
    int tag = bytes[from];
    if (tag == TEXT_TAG) return from + 2 + bytes[from + 1] == end ? end : -1;
    if (tag == DOUBLE_TAG) return end - from == 9 ? 0 : -1;
    if (tag != INT_TAG && tag != BOOL_TAG) return -1;
    int last = end - 1;
    if (bytes[last] < 0 || end - from > 11) return -1;
    for (int at = from + 1; at < last; at++) {
      if (bytes[at] >= 0) return -1;
    }
    return 0;
  }

  private void note(int type, int fieldStart, int from, int to) {
    if (type >= Schema.FIRST_ITEM) {
      if (++items > limits.maxItems()) {
        throw new TooManyItemsException(
            "more than %s in one request".formatted(signal.count(limits.maxItems())));
      }
    } else if (type == Schema.METRIC) {
      metricData = 0;
      itemsBeforeMetric = items;
    } else if (type == Schema.RESOURCE) {
      if (resourceFields++ > 0) return;
      resourceFieldStart = fieldStart;
      resourceStart = from;
      resourceEnd = to;
    } else {
      // The alternatives of a oneof: another one takes the place of what came before.
      if (metricData != type && metricData != 0) items = itemsBeforeMetric;
      metricData = type;
    }
  }

  private void string(int from, int to) {
    if (to <= asciiEnd) return;
    lookAhead(from);
    if (to > asciiEnd && Utf8.repair(array, from, to) > 0) repaired++;
  }

  /**
   * Looks from a string onward as far as all is ASCII, beyond its end too: texts stand close
   * together in OTLP, so that one long look does for many of them.
   */
  private void lookAhead(int from) {
    asciiEnd = Utf8.asciiEnd(array, Math.max(from, asciiEnd), array.length);
  }

  private void leaf(int rule, int fieldStart, int from, int to) {
    switch (rule) {
      case Schema.TRACE_ID -> id("trace id", TRACE_ID_BYTES, fieldStart, to - from);
      case Schema.SPAN_ID -> id("span id", SPAN_ID_BYTES, fieldStart, to - from);
      case Schema.PACKED_FIXED64 -> {
        if (((to - from) & 7) != 0) {
          throw malformed(fieldStart, "%d bytes of 8-byte numbers".formatted(to - from));
        }
      }
      case Schema.PACKED_VARINT -> {
        for (int pos = from; pos < to; pos = next) varint(pos, to);
      }
      default -> throw new AssertionError(rule);
    }
  }

  private void id(String what, int expected, int fieldStart, int length) {
    if (length == expected || length == 0) return;
    throw malformed(
        fieldStart, "%s of %d bytes, expected %d or none".formatted(what, length, expected));
  }

  /** Skips a value that is not length-delimited and returns where the next field begins. */
  private int skip(int tag, int fieldStart, int pos, int end, int depth) {
    switch (tag & 7) {
      case WireType.VARINT -> {
        if (pos < end && array[pos] >= 0) return pos + 1;
        varint(pos, end);
        return next;
      }
      case WireType.FIXED64 -> {
        if (end - pos < Long.BYTES) throw tooLong(fieldStart, tag, Long.BYTES, end - pos);
        return pos + Long.BYTES;
      }
      case WireType.FIXED32 -> {
        if (end - pos < Integer.BYTES) throw tooLong(fieldStart, tag, Integer.BYTES, end - pos);
        return pos + Integer.BYTES;
      }
      case WireType.START_GROUP -> {
        return skipGroup(tag, pos, end, depth + 1);
      }
      case WireType.END_GROUP -> throw malformed(fieldStart, "end of a group that was not begun");
      default -> throw malformed(fieldStart, "wire type " + (tag & 7));
    }
  }

  private int skipGroup(int groupTag, int from, int end, int depth) {
    if (depth > MAX_DEPTH) throw malformed(from - 1, "groups nested deeper than " + MAX_DEPTH);
    int pos = from;
    while (pos < end) {
      int fieldStart = pos;
      int tag = longTag(pos, end);
      pos = next;
      int wireType = tag & 7;
      if (wireType == WireType.END_GROUP && tag >>> 3 == groupTag >>> 3) return pos;
      if (wireType != WireType.LEN) {
        pos = skip(tag, fieldStart, pos, end, depth);
        continue;
      }
      int length = (int) varint(pos, end);
      pos = next;
      if (length < 0 || length > end - pos) throw tooLong(fieldStart, tag, length, end - pos);
      pos += length;
    }
    throw malformed(end - 1, "group %d does not end".formatted(groupTag >>> 3));
  }

  /** Reads a tag of any length and leaves the index after it in {@link #next}. */
  private int longTag(int pos, int end) {
    int tag = (int) varint(pos, end);
    if (tag >>> 3 == 0) throw malformed(pos, "field number 0");
    return tag;
  }

  /** Reads a number of one to ten bytes and leaves the index after it in {@link #next}. */
  private long varint(int from, int end) {
    long value = 0;
    int pos = from;
    for (int shift = 0; shift < 70; shift += 7) {
      if (pos == end) throw malformed(end - 1, "message ends inside a number");
      byte next7 = array[pos++];
      value |= (next7 & 0x7FL) << shift;
      if (next7 >= 0) {
        next = pos;
        return value;
      }
    }
    throw malformed(from, "number of more than ten bytes");
  }

  private TooManyItemsException tooManyAttributes(int type) {
    return new TooManyItemsException(
        "more than %d attributes in one %s".formatted(limits.maxAttributes(), Schema.name(type)));
  }

  private MalformedException tooLong(int fieldStart, int tag, int length, int left) {
    return malformed(
        fieldStart,
        "field %d claims %s bytes, %d left"
            .formatted(tag >>> 3, Integer.toUnsignedString(length), left));
  }

  private MalformedException malformed(int at, String what) {
    return MalformedException.at(at, what + ScanPath.of(array, groupType, at));
  }
}
