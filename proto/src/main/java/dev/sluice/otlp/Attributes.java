package dev.sluice.otlp;

import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.ProtoWriter;
import dev.sluice.wire.WireType;
import org.jspecify.annotations.Nullable;

/**
 * Walks the attributes of one message, whichever of its fields they are in:
 *
 * <pre>
 *   for (attributes.reset(span, Otlp.Span.ATTRIBUTES); attributes.next(); ) {
 *     if (attributes.keyEquals(HTTP_ROUTE)) route = attributes.value();
 *   }
 * </pre>
 *
 * <p>Nothing is copied, but of a value that comes in several parts (which a parser merges; nobody
 * sends such). Allocates only the slices that are asked for; may be used for one message after the
 * other, by one thread.
 */
public final class Attributes {
  private static final int KEY_TAG = Otlp.KeyValue.KEY << 3 | WireType.LEN;
  private static final int VALUE_TAG = Otlp.KeyValue.VALUE << 3 | WireType.LEN;

  private final ProtoCursor message = new ProtoCursor();
  private final ProtoCursor keyValue = new ProtoCursor();
  private int field;

  private byte[] array = {};
  private int keyStart;
  private int keyEnd;
  private byte[] valueArray = {};
  private int valueStart;
  private int valueEnd;

  /** Points before the first attribute of a message that has them in that field. */
  public Attributes reset(byte[] newArray, int from, int to, int attributesField) {
    message.reset(newArray, from, to);
    array = newArray;
    field = attributesField;
    return this;
  }

  public Attributes reset(ByteSlice newMessage, int attributesField) {
    return reset(newMessage.array(), newMessage.offset(), newMessage.end(), attributesField);
  }

  /** The AnyValue of the first attribute of that key; null if there is none. */
  public static @Nullable ByteSlice find(ByteSlice message, int attributesField, ByteSlice key) {
    Attributes attributes = new Attributes().reset(message, attributesField);
    return attributes.find(key) ? attributes.value() : null;
  }

  /** Moves to the next attribute of that key; false, and at the end, if there is none. */
  public boolean find(ByteSlice key) {
    while (next()) {
      if (keyEquals(key)) return true;
    }
    return false;
  }

  /** Moves to the next attribute; false at the end. */
  public boolean next() {
    do {
      if (!message.next()) return false;
    } while (!message.isLen(field));
    valueArray = array;
    if (!readPlain(message.valueStart(), message.valueEnd())) readAny();
    return true;
  }

  /**
   * A short key and a short value in one of the two usual orders, as nearly all attributes are:
   * found without another walk.
   */
  private boolean readPlain(int from, int end) {
    if (end - from < 4) return false;
    int first = from + 2;
    int second = first + array[from + 1];
    if (second < first || second > end - 2 || second + 2 + array[second + 1] != end) return false;
    if (array[from] == KEY_TAG && array[second] == VALUE_TAG) {
      keyStart = first;
      keyEnd = second;
      valueStart = second + 2;
      valueEnd = end;
      return true;
    }
    if (array[from] == VALUE_TAG && array[second] == KEY_TAG) {
      valueStart = first;
      valueEnd = second;
      keyStart = second + 2;
      keyEnd = end;
      return true;
    }
    return false;
  }

  private void readAny() {
    keyStart = message.valueStart();
    keyEnd = keyStart;
    valueStart = keyStart;
    valueEnd = keyStart;
    int values = 0;
    message.into(keyValue);
    while (keyValue.next()) {
      if (keyValue.isLen(Otlp.KeyValue.KEY)) {
        keyStart = keyValue.valueStart();
        keyEnd = keyValue.valueEnd();
      } else if (keyValue.isLen(Otlp.KeyValue.VALUE)) {
        valueStart = keyValue.valueStart();
        valueEnd = keyValue.valueEnd();
        values++;
      }
    }
    if (values > 1) mergeValues();
  }

  /** Messages in parts mean their concatenation. */
  private void mergeValues() {
    ProtoWriter merged = new ProtoWriter();
    message.into(keyValue);
    while (keyValue.next()) {
      if (keyValue.isLen(Otlp.KeyValue.VALUE)) merged.raw(keyValue.slice());
    }
    valueArray = merged.toByteArray();
    valueStart = 0;
    valueEnd = valueArray.length;
  }

  /** The message's array, in which the key stands too. */
  public byte[] array() {
    return array;
  }

  /** Where the attribute's field begins in {@link #array()}, tag included. */
  public int fieldStart() {
    return message.fieldStart();
  }

  /** One past the attribute's field. */
  public int fieldEnd() {
    return message.valueEnd();
  }

  public int keyStart() {
    return keyStart;
  }

  public int keyEnd() {
    return keyEnd;
  }

  /** The array with the value: the message's, unless the value had to be merged. */
  public byte[] valueArray() {
    return valueArray;
  }

  public int valueStart() {
    return valueStart;
  }

  public int valueEnd() {
    return valueEnd;
  }

  public boolean keyEquals(ByteSlice key) {
    return key.contentEquals(array, keyStart, keyEnd - keyStart);
  }

  public ByteSlice key() {
    return ByteSlice.of(array, keyStart, keyEnd - keyStart);
  }

  /** The AnyValue message; empty if the attribute has no value. */
  public ByteSlice value() {
    return ByteSlice.of(valueArray, valueStart, valueEnd - valueStart);
  }
}
