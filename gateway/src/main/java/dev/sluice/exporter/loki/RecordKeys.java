package dev.sluice.exporter.loki;

import dev.sluice.otlp.AnyValueText;
import dev.sluice.wire.ProtoWriter;
import java.util.Arrays;

/**
 * The keys of a record's attributes as JSON: in their order, without those that are promoted. The
 * next record mostly has the same keys, which is found by their bytes, and then they are sorted and
 * written already. One thread.
 */
final class RecordKeys {
  /** Of a record with more attributes, or longer keys, nothing is remembered. */
  private static final int MAX_KEYS = 128;

  private static final int MAX_BYTES = 8192;

  /** Beyond this many bytes what was needed is given back with the next record. */
  private static final int KEEP_BYTES = 64 << 10;

  private static final int NOTHING = -1;

  // The attributes that this is of, in the order in which they stand, and what was promoted.
  private final ProtoWriter raw = new ProtoWriter(256);
  private int[] rawEnds = new int[16];
  private int count = NOTHING;
  private NameSet always = NameSet.NONE;
  private boolean withLevel;

  // What came of them.
  private ProtoWriter text = new ProtoWriter(256);
  private int[] indexes = new int[16];
  private int[] ends = new int[16];
  private int size;

  /** Makes these the keys of such a record, which they mostly are already. */
  void fit(KeyValues attributes, Promoted promoted) {
    if (isOf(attributes, promoted)) return;
    count = NOTHING;
    write(attributes, promoted);
    remember(attributes, promoted);
  }

  private boolean isOf(KeyValues attributes, Promoted promoted) {
    if (attributes.count() != count || !promoted.isOf(always, withLevel)) return false;
    for (int i = 0, from = 0; i < count; from = rawEnds[i++]) {
      if (!attributes.isKey(i, raw.array(), from, rawEnds[i])) return false;
    }
    return true;
  }

  private void write(KeyValues attributes, Promoted promoted) {
    byte[] array = attributes.array();
    int distinct = attributes.sort();
    if (indexes.length < distinct) {
      ends = new int[2 * distinct];
      indexes = new int[2 * distinct];
    }
    if (text.array().length > KEEP_BYTES) text = new ProtoWriter(256);
    text.clear();
    size = 0;
    for (int rank = 0; rank < distinct; rank++) {
      int i = attributes.sorted(rank);
      if (promoted.contains(array, attributes.keyFrom(i), attributes.keyTo(i))) continue;
      if (size > 0) text.rawByte(',');
      AnyValueText.appendJsonString(array, attributes.keyFrom(i), attributes.keyTo(i), true, text);
      text.rawByte(':');
      indexes[size] = i;
      ends[size++] = text.size();
    }
  }

  private void remember(KeyValues attributes, Promoted promoted) {
    if (attributes.count() > MAX_KEYS || !(promoted.isNoneAdded() || promoted.isLevelAdded()))
      return;
    raw.clear();
    rawEnds = room(rawEnds, attributes.count());
    for (int i = 0; i < attributes.count(); i++) {
      int length = attributes.keyTo(i) - attributes.keyFrom(i);
      if (raw.size() + length > MAX_BYTES) return;
      raw.raw(attributes.array(), attributes.keyFrom(i), length);
      rawEnds[i] = raw.size();
    }
    always = promoted.always();
    withLevel = promoted.isLevelAdded();
    // Last, so that nothing half remembered is taken for whole.
    count = attributes.count();
  }

  private static int[] room(int[] array, int wanted) {
    return array.length >= wanted ? array : Arrays.copyOf(array, 2 * wanted);
  }

  /** How many there are. */
  int size() {
    return size;
  }

  /** The index of the attribute at that rank. */
  int index(int rank) {
    return indexes[rank];
  }

  /** Its key, a comma before it unless it is the first one, a colon behind it. */
  void append(int rank, ProtoWriter out) {
    int from = rank == 0 ? 0 : ends[rank - 1];
    out.raw(text.array(), from, ends[rank] - from);
  }
}
