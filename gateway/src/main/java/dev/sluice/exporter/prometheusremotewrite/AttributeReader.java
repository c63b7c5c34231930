package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.otlp.AnyValueText;
import dev.sluice.otlp.Decimals;
import dev.sluice.otlp.Otlp;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.ProtoWriter;
import dev.sluice.wire.WireType;
import java.util.Arrays;

/**
 * The attributes of one message as label names and texts, without an object for any of them. Keys
 * are compared with those of the message before, which mostly has the same. Used again for the next
 * message; owner: the encoder's thread.
 *
 * <p>KeyValues and values that are written the usual way, a key and a string of less than 16 KiB,
 * are read byte by byte here; all others by a cursor.
 */
final class AttributeReader {
  private static final byte KEY_TAG = Otlp.KeyValue.KEY << 3 | WireType.LEN;
  private static final byte VALUE_TAG = Otlp.KeyValue.VALUE << 3 | WireType.LEN;
  private static final byte STRING_TAG = Otlp.AnyValue.STRING_VALUE << 3 | WireType.LEN;
  private static final byte[] NOTHING = {};

  /** Beyond this many attributes, or bytes, what was needed is given back after the request. */
  private static final int KEEP = 1024;

  private static final int KEEP_BYTES = 64 << 10;

  private final KeyNames keys;
  private final ProtoCursor fields = new ProtoCursor();
  private final ProtoCursor keyValue = new ProtoCursor();
  private final ProtoCursor value = new ProtoCursor();

  /** Values that are not strings, as text. */
  private ProtoWriter made = new ProtoWriter(64);

  private byte[] source = NOTHING;
  private LabelName[] names;

  /** Where the text begins: in the source, or complemented in what was made. */
  private int[] starts = {};

  private int[] lengths = {};
  private int size;
  private boolean labelsAlone;

  AttributeReader(KeyNames keys) {
    this.keys = keys;
    names = begin();
  }

  private LabelName[] begin() {
    var first = new LabelName[16];
    Arrays.fill(first, keys.of(NOTHING, 0, 0));
    starts = new int[16];
    lengths = new int[16];
    return first;
  }

  int size() {
    return size;
  }

  LabelName name(int index) {
    return names[index];
  }

  /** The array in which the text stands, from {@link #start} on. */
  byte[] array(int index) {
    return starts[index] >= 0 ? source : made.array();
  }

  int start(int index) {
    int start = starts[index];
    return start >= 0 ? start : ~start;
  }

  /** Bytes of the text; 0 if there is none. */
  int length(int index) {
    return lengths[index];
  }

  /** Reads the KeyValues that are field {@code field}, below 16, of the message there. */
  void read(byte[] array, int from, int to, int field) {
    read(array, from, to, field, false);
  }

  /** The same, but of attributes that are no labels of every series the keys alone. */
  void readLabels(byte[] array, int from, int to, int field) {
    read(array, from, to, field, true);
  }

  private void read(byte[] array, int from, int to, int field, boolean labels) {
    labelsAlone = labels;
    source = array;
    size = 0;
    made.clear();
    byte tag = (byte) (field << 3 | WireType.LEN);
    for (int at = from; at < to; ) {
      int end = array[at] == tag ? readUsual(array, at + 1, to) : -1;
      at = end >= 0 ? end : readAny(array, at, to, field);
    }
  }

  /**
   * The end of the KeyValue whose length stands at {@code at}; -1 if it is to be read otherwise.
   */
  private int readUsual(byte[] array, int at, int to) {
    int start = afterLength(array, at, to);
    if (start < 0) return -1;
    int end = start + length(array, at, start);
    if (end > to || end - start < 4 || array[start] != KEY_TAG) return -1;
    int key = afterLength(array, start + 1, end);
    if (key < 0) return -1;
    int keyEnd = key + length(array, start + 1, key);
    if (keyEnd > end - 2 || array[keyEnd] != VALUE_TAG) return -1;
    int value = afterLength(array, keyEnd + 1, end);
    if (value < 0 || value + length(array, keyEnd + 1, value) != end) return -1;
    addName(array, key, keyEnd);
    addValue(array, value, end);
    return end;
  }

  /** Where what has its length at {@code at} begins; -1 if the length has more than two bytes. */
  private static int afterLength(byte[] array, int at, int to) {
    if (at < to && array[at] >= 0) return at + 1;
    return at + 1 < to && array[at + 1] >= 0 ? at + 2 : -1;
  }

  private static int length(byte[] array, int at, int after) {
    return after - at == 1 ? array[at] : (array[at] & 0x7F) | array[at + 1] << 7;
  }

  /** Whatever field stands there; returns its end. */
  private int readAny(byte[] array, int at, int to, int field) {
    fields.reset(array, at, to);
    if (!fields.next()) return to;
    if (!fields.isLen(field)) return fields.valueEnd();
    int key = 0;
    int keyEnd = 0;
    int value = 0;
    int valueEnd = 0;
    for (fields.into(keyValue); keyValue.next(); ) {
      if (keyValue.isLen(Otlp.KeyValue.KEY)) {
        key = keyValue.valueStart();
        keyEnd = keyValue.valueEnd();
      } else if (keyValue.isLen(Otlp.KeyValue.VALUE)) {
        value = keyValue.valueStart();
        valueEnd = keyValue.valueEnd();
      }
    }
    addName(array, key, keyEnd);
    addValue(array, value, valueEnd);
    return fields.valueEnd();
  }

  private void addName(byte[] array, int from, int to) {
    if (size == names.length) grow();
    if (!names[size].isOf(array, from, to)) names[size] = keys.of(array, from, to);
  }

  private void grow() {
    int before = names.length;
    names = Arrays.copyOf(names, before * 2);
    Arrays.fill(names, before, names.length, names[0]);
    starts = Arrays.copyOf(starts, before * 2);
    lengths = Arrays.copyOf(lengths, before * 2);
  }

  private void addValue(byte[] array, int from, int to) {
    int text = to - from >= 2 && array[from] == STRING_TAG ? afterLength(array, from + 1, to) : -1;
    if (labelsAlone && !names[size].isOfEverySeries()) {
      starts[size] = 0;
      lengths[size] = 0;
    } else if (text >= 0 && text + length(array, from + 1, text) == to) {
      starts[size] = text;
      lengths[size] = to - text;
    } else {
      int before = made.size();
      appendText(array, from, to);
      starts[size] = ~before;
      lengths[size] = made.size() - before;
    }
    size++;
  }

  /** Numbers and truth values, which are frequent, without making anything of them. */
  private void appendText(byte[] array, int from, int to) {
    value.reset(array, from, to);
    boolean single = value.next() && value.valueEnd() == to;
    if (single && value.isVarint(Otlp.AnyValue.INT_VALUE)) {
      Decimals.appendLong(value.varint(), made);
    } else if (single && value.isVarint(Otlp.AnyValue.BOOL_VALUE)) {
      made.rawAscii(value.bool() ? "true" : "false");
    } else {
      AnyValueText.appendText(array, from, to, true, made);
    }
  }

  /** Lets go what was read. */
  void clear() {
    source = NOTHING;
    size = 0;
    if (names.length > KEEP) names = begin();
    if (made.array().length > KEEP_BYTES) made = new ProtoWriter(64);
  }
}
