package dev.sluice.otlp;

import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import dev.sluice.wire.Varint;
import dev.sluice.wire.WireType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of one message, to be read and changed, and the message written again with what
 * became of them. The message's other fields, and the attributes that were not touched, stay as
 * they are, byte for byte; all attributes then stand together where the first one stood, or at the
 * end if there was none.
 *
 * <p>An attribute is named by its slot, a number that stays the same until the next {@link #read}:
 *
 * <pre>  for (int slot = map.next(-1); slot >= 0; slot = map.next(slot)) ...  </pre>
 *
 * <p>Keys ought to be unique. Where they are not, {@link #get} and {@link #find} see the first;
 * {@link #put} and {@link #remove} leave no other behind, or a value that was to be hidden would
 * come to light again.
 *
 * <p>May be used for one message after the other, by one thread; reading allocates nothing once its
 * arrays have grown to the longest list. The scan bounds how long that is.
 */
public final class AttributeMap {
  private static final int INTS_PER_SLOT = 6;
  private static final int FIELD_START = 0;
  private static final int FIELD_END = 1;
  private static final int KEY_START = 2;
  private static final int KEY_END = 3;
  private static final int VALUE_START = 4;
  private static final int VALUE_END = 5;

  // States of a slot; bytes, so that reading an attribute writes no reference.
  private static final byte AS_READ = 0;
  private static final byte WRITTEN = 1;
  private static final byte REMOVED = 2;

  private final Attributes attributes = new Attributes();

  private byte[] array = {};
  private int from;
  private int to;
  private int field;

  /** Slots from the message, then those that were added. */
  private int slots;

  private int slotsRead;
  private int[] ranges = new int[INTS_PER_SLOT * 32];
  private byte[] states = new byte[32];

  /** What does not stand in the message: keys that were added, values written or merged. */
  private @Nullable ByteSlice[] keys = new ByteSlice[32];

  private @Nullable ByteSlice[] values = new ByteSlice[32];
  private boolean changed;

  /** Reads a message that has its attributes in that field; forgets what was before. */
  public AttributeMap read(byte[] newArray, int newFrom, int newTo, int attributesField) {
    Arrays.fill(keys, 0, slots, null);
    Arrays.fill(values, 0, slots, null);
    array = newArray;
    from = newFrom;
    to = newTo;
    field = attributesField;
    slots = 0;
    changed = false;
    attributes.reset(newArray, newFrom, newTo, attributesField);
    while (attributes.next()) readSlot();
    slotsRead = slots;
    return this;
  }

  public AttributeMap read(ByteSlice message, int attributesField) {
    return read(message.array(), message.offset(), message.end(), attributesField);
  }

  private void readSlot() {
    int slot = newSlot(AS_READ);
    int at = slot * INTS_PER_SLOT;
    ranges[at + FIELD_START] = attributes.fieldStart();
    ranges[at + FIELD_END] = attributes.fieldEnd();
    ranges[at + KEY_START] = attributes.keyStart();
    ranges[at + KEY_END] = attributes.keyEnd();
    ranges[at + VALUE_START] = attributes.valueStart();
    ranges[at + VALUE_END] = attributes.valueEnd();
    if (attributes.valueArray() != array) values[slot] = attributes.value();
  }

  private int newSlot(byte state) {
    if (slots == states.length) {
      states = Arrays.copyOf(states, slots * 2);
      keys = Arrays.copyOf(keys, slots * 2);
      values = Arrays.copyOf(values, slots * 2);
      ranges = Arrays.copyOf(ranges, ranges.length * 2);
    }
    states[slots] = state;
    return slots++;
  }

  /** The next slot with an attribute after that one, in their order; -1 at the end. */
  public int next(int slot) {
    for (int next = slot + 1; next < slots; next++) {
      if (states[next] != REMOVED) return next;
    }
    return -1;
  }

  /** The slot of the first attribute of that key; -1 if there is none. */
  public int find(ByteSlice key) {
    return find(key, -1);
  }

  private int find(ByteSlice key, int after) {
    for (int slot = next(after); slot >= 0; slot = next(slot)) {
      if (keyEquals(slot, key)) return slot;
    }
    return -1;
  }

  private boolean keyEquals(int slot, ByteSlice key) {
    ByteSlice own = keys[slot];
    if (own != null) return own.equals(key);
    int at = slot * INTS_PER_SLOT;
    return key.contentEquals(
        array, ranges[at + KEY_START], ranges[at + KEY_END] - ranges[at + KEY_START]);
  }

  public ByteSlice key(int slot) {
    ByteSlice own = keys[slot];
    return own != null ? own : range(slot, KEY_START);
  }

  /** The AnyValue message; empty if the attribute has no value. */
  public ByteSlice value(int slot) {
    ByteSlice own = values[slot];
    return own != null ? own : range(slot, VALUE_START);
  }

  private ByteSlice range(int slot, int which) {
    int start = ranges[slot * INTS_PER_SLOT + which];
    return ByteSlice.of(array, start, ranges[slot * INTS_PER_SLOT + which + 1] - start);
  }

  /** The AnyValue of the first attribute of that key; null if there is none. */
  public @Nullable ByteSlice get(ByteSlice key) {
    int slot = find(key);
    return slot < 0 ? null : value(slot);
  }

  /** Gives an attribute another value, an AnyValue message. */
  public void set(int slot, ByteSlice value) {
    if (states[slot] == REMOVED) throw new IllegalStateException("slot is removed: " + slot);
    if (keys[slot] == null) keys[slot] = range(slot, KEY_START);
    values[slot] = value;
    states[slot] = WRITTEN;
    changed = true;
  }

  /** Sets the attribute of that key, where it stands or as the last. */
  public void put(ByteSlice key, ByteSlice value) {
    int slot = find(key);
    if (slot < 0) {
      slot = newSlot(WRITTEN);
      keys[slot] = key;
      values[slot] = value;
      changed = true;
      return;
    }
    set(slot, value);
    for (int other = find(key, slot); other >= 0; other = find(key, other)) remove(other);
  }

  /** Removes all attributes of that key; false if there was none. */
  public boolean remove(ByteSlice key) {
    int first = find(key);
    for (int slot = first; slot >= 0; slot = find(key, slot)) remove(slot);
    return first >= 0;
  }

  public void remove(int slot) {
    states[slot] = REMOVED;
    changed = true;
  }

  /** How many attributes there are; counts them. */
  public int size() {
    int size = 0;
    for (int slot = next(-1); slot >= 0; slot = next(slot)) size++;
    return size;
  }

  /** Whether anything was set, put or removed since {@link #read}. */
  public boolean isChanged() {
    return changed;
  }

  /** The message as it is now; the one that was read, if nothing has changed. */
  public ByteSlice toSlice() {
    if (!changed) return ByteSlice.of(array, from, to - from);
    ProtoWriter out = new ProtoWriter(sizeInBytes());
    writeTo(out);
    return out.toSlice();
  }

  /** Length of the message as it is now: what {@link #writeTo} writes. */
  public int sizeInBytes() {
    int size = to - from;
    for (int slot = 0; slot < slots; slot++) {
      if (states[slot] == AS_READ) continue;
      if (slot < slotsRead) {
        int at = slot * INTS_PER_SLOT;
        size -= ranges[at + FIELD_END] - ranges[at + FIELD_START];
      }
      if (states[slot] == WRITTEN) size += Varint.sizeOfLen(field, keyValueSize(slot));
    }
    return size;
  }

  private int keyValueSize(int slot) {
    return Varint.sizeOfLen(Otlp.KeyValue.KEY, key(slot).length())
        + Varint.sizeOfLen(Otlp.KeyValue.VALUE, value(slot).length());
  }

  /** Writes the message as it is now. */
  public void writeTo(ProtoWriter out) {
    int at = from;
    for (int slot = 0; slot < slotsRead; slot++) {
      int start = ranges[slot * INTS_PER_SLOT + FIELD_START];
      if (start > at) out.raw(array, at, start - at);
      if (slot == 0) writeAttributes(out);
      at = ranges[slot * INTS_PER_SLOT + FIELD_END];
    }
    out.raw(array, at, to - at);
    if (slotsRead == 0) writeAttributes(out);
  }

  private void writeAttributes(ProtoWriter out) {
    for (int slot = next(-1); slot >= 0; slot = next(slot)) {
      if (states[slot] == AS_READ) {
        slot = writeRun(slot, out);
        continue;
      }
      out.tag(field, WireType.LEN).rawVarint(keyValueSize(slot));
      out.bytes(Otlp.KeyValue.KEY, key(slot)).bytes(Otlp.KeyValue.VALUE, value(slot));
    }
  }

  /** Copies untouched attributes that stand one after the other; returns the last of them. */
  private int writeRun(int first, ProtoWriter out) {
    int start = ranges[first * INTS_PER_SLOT + FIELD_START];
    int end = ranges[first * INTS_PER_SLOT + FIELD_END];
    int last = first;
    for (int slot = first + 1; slot < slotsRead && states[slot] == AS_READ; slot++) {
      if (ranges[slot * INTS_PER_SLOT + FIELD_START] != end) break;
      end = ranges[slot * INTS_PER_SLOT + FIELD_END];
      last = slot;
    }
    out.raw(array, start, end - start);
    return last;
  }
}
