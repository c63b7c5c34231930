package dev.sluice.bench.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Makes requests whose items carry their number (a span as its id, a log record in its body, a data
 * point as its value) at the price of a copy: the request is encoded once, with a mark at each
 * place that is fresh in every request, and only these places are written anew. Any thread.
 *
 * <p>Identifiers look random, since random bytes are what compression cannot shorten; {@link
 * #number} gets the number back. Four spans share a trace. Which resource an item comes from, and
 * which series it is of, {@link Shape} says.
 */
public final class Stencil {
  static final String TRACE_ID_MARK = "\u00f1".repeat(16);
  static final String SPAN_ID_MARK = "\u00f2".repeat(8);

  /** A time of its own for each item; a little later; the same time for all items. */
  static final long TIME_MARK = 0xF3F3F3F3F3F3F3F3L;

  static final long END_MARK = 0xF4F4F4F4F4F4F4F4L;
  static final long NOW_MARK = 0xF5F5F5F5F5F5F5F5L;
  static final double VALUE_MARK = Double.longBitsToDouble(0xE6E6E6E6E6E6E6E6L);
  static final String NUMBER_MARK = "^^^^^^^^^^";
  static final String SERIES_MARK = "@@@";
  static final String POD_MARK = "~~~~~";
  static final String SERVICE_MARK = "$$$$$$$";

  private static final long SCRAMBLE = 0x9E3779B97F4A7C15L;
  private static final long UNSCRAMBLE = inverse(SCRAMBLE);

  private enum Fresh {
    TRACE_ID(TRACE_ID_MARK),
    SPAN_ID(SPAN_ID_MARK),
    TIME("\u00f3".repeat(8)),
    END("\u00f4".repeat(8)),
    NOW("\u00f5".repeat(8)),
    VALUE("\u00e6".repeat(8)),
    NUMBER(NUMBER_MARK),
    SERIES(SERIES_MARK),
    POD(POD_MARK),
    SERVICE(SERVICE_MARK);

    /** Its bytes, as characters. */
    private final String mark;

    Fresh(String mark) {
      this.mark = mark;
    }
  }

  /** The place of what is fresh in the item with this index; a pod belongs to its first item. */
  private record Place(int at, Fresh what, int item) {}

  private final byte[] marked;
  private final Shape shape;
  private final List<Place> places = new ArrayList<>();

  /** Encodes the request that the others are copies of. */
  Stencil(Shape shape) {
    this.marked = Requests.withMarks(shape);
    this.shape = shape;
    for (Fresh what : Fresh.values()) places.addAll(places(what));
  }

  /** Many pods of one service take turns. */
  Stencil(Kind kind, int count, int pods) {
    this(Shape.of(kind, count, pods));
  }

  private List<Place> places(Fresh what) {
    byte[] mark = what.mark.getBytes(ISO_8859_1);
    var found = new ArrayList<Integer>();
    for (int at = find(mark, 0); at >= 0; at = find(mark, at + mark.length)) found.add(at);
    boolean ofResource = what == Fresh.POD || what == Fresh.SERVICE;
    int perResource = Math.max(1, found.size() / shape.resources());
    return IntStream.range(0, found.size())
        .mapToObj(
            i ->
                new Place(
                    found.get(i), what, ofResource ? i / perResource * shape.itemsOfResource() : i))
        .toList();
  }

  /** Items of each request. */
  int count() {
    return shape.items();
  }

  /** A request with the numbers from {@code from} on. */
  public byte[] make(long from, long nowNanos) {
    byte[] request = marked.clone();
    var bigEndian = ByteBuffer.wrap(request);
    var littleEndian = ByteBuffer.wrap(request).order(ByteOrder.LITTLE_ENDIAN);
    for (Place place : places) {
      long number = from + place.item;
      int at = place.at;
      switch (place.what) {
        case TRACE_ID -> {
          long trace = number / 4 + 1;
          bigEndian.putLong(at, trace * SCRAMBLE).putLong(at + 8, (trace ^ SCRAMBLE) * SCRAMBLE);
        }
        case SPAN_ID -> bigEndian.putLong(at, (number + 1) * SCRAMBLE);
        case TIME -> littleEndian.putLong(at, nowNanos + jitter(number));
        case END -> littleEndian.putLong(at, nowNanos + jitter(number) + jitter(~number));
        case NOW -> littleEndian.putLong(at, nowNanos);
        case VALUE -> littleEndian.putDouble(at, (double) number);
        case NUMBER -> digits(request, at, place.what.mark.length(), number);
        case SERIES -> digits(request, at, place.what.mark.length(), number % shape.itemsPerPod());
        case POD, SERVICE ->
            digits(
                request, at, place.what.mark.length(), number / shape.itemsPerPod() % shape.pods());
      }
    }
    return request;
  }

  /** The number of the span that has this id. */
  public static long number(long spanId) {
    return spanId * UNSCRAMBLE - 1;
  }

  /** Up to a millisecond. */
  private static long jitter(long number) {
    return (number * SCRAMBLE) >>> 44;
  }

  private static void digits(byte[] request, int at, int width, long value) {
    long rest = value;
    for (int i = at + width - 1; i >= at; i--, rest /= 10) request[i] = (byte) ('0' + rest % 10);
  }

  private int find(byte[] mark, int from) {
    for (int at = from; at <= marked.length - mark.length; at++) {
      if (marked[at] == mark[0]
          && Arrays.equals(marked, at, at + mark.length, mark, 0, mark.length)) return at;
    }
    return -1;
  }

  /** Of an odd number, modulo 2^64: Newton's step doubles the bits that are right. */
  private static long inverse(long odd) {
    long inverse = odd;
    for (int bits = 3; bits < Long.SIZE; bits *= 2) inverse *= 2 - odd * inverse;
    return inverse;
  }
}
