package dev.sluice.exporter.prometheusremotewrite;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which label of a point stands where: depends on the keys of its attributes and the names of the
 * fixed labels, and on no value but whether it is empty. The points of a metric mostly have one
 * shape, so it is made once and then recognized. Made anew in the same arrays; owner: the encoder's
 * thread.
 *
 * <p>Names are sorted by their bytes, each stands once. Of several labels of one name the last that
 * {@link FixedLabels#WINS} stays; else attributes whose keys become the name are joined in the
 * order of their keys; else there is the one that {@link FixedLabels#YIELDS}. A resource's
 * attribute takes the place of a point's of the same key.
 */
final class Shape {
  /** A slot that is several attributes; see {@link #memberStart}. */
  static final int JOINED = 1 << 30;

  /** {@code __name__}, which the series have themselves, and {@code le} or {@code quantile}. */
  private final LabelName nameLabel;

  private final @Nullable LabelName extraLabel;

  /** Of {@code target_info}, which has all attributes but those of {@code job, instance}. */
  private final boolean ofTarget;

  // What it was made of.
  private LabelName[] attributes = new LabelName[8];
  private boolean[] absent = new boolean[8];
  private int attributeCount;
  private LabelName[] fixed = new LabelName[8];
  private byte[] ranks = new byte[8];
  private boolean[] fixedAbsent = new boolean[8];
  private int fixedCount;
  private long stamp = -1;

  private boolean known;

  // What came of it. An attribute is its index, a fixed label the complement of its index.
  private LabelName[] slotNames = new LabelName[8];
  private int[] slots = new int[8];
  private int size;
  private int nameAt;
  private int extraAt;
  private int weight;
  private boolean impossible;

  /** All attributes, sorted by name and key. */
  private int[] members = new int[8];

  private int memberCount;

  private final FixedRuns runs = new FixedRuns();

  Shape(LabelName nameLabel, @Nullable LabelName extraLabel, boolean ofTarget) {
    this.nameLabel = nameLabel;
    this.extraLabel = extraLabel;
    this.ofTarget = ofTarget;
  }

  /** Makes this the shape of such a point, which it mostly is already. */
  void fit(AttributeReader point, FixedLabels labels) {
    if (!isOf(point) || (stamp != labels.stamp() && !isOf(labels))) make(point, labels);
    stamp = labels.stamp();
  }

  private boolean isOf(AttributeReader point) {
    if (!known || point.size() != attributeCount) return false;
    for (int i = 0; i < attributeCount; i++) {
      if (point.name(i) != attributes[i] || isAbsent(point, i) != absent[i]) return false;
    }
    return true;
  }

  private boolean isAbsent(AttributeReader point, int index) {
    return point.length(index) == 0 || (ofTarget && point.name(index).role != LabelName.Role.NONE);
  }

  private boolean isOf(FixedLabels labels) {
    if (labels.size() != fixedCount) return false;
    for (int i = 0; i < fixedCount; i++) {
      if (labels.name(i) != fixed[i]
          || labels.rank(i) != ranks[i]
          || (labels.length(i) == 0) != fixedAbsent[i]) return false;
    }
    return true;
  }

  private void make(AttributeReader point, FixedLabels labels) {
    known = false;
    remember(point, labels);
    arrange();
    if (!impossible) runs.arrange(this);
    // Last, so that nothing half made is taken for whole.
    known = true;
  }

  private void arrange() {
    size = 0;
    sortAttributes();
    impossible = memberCount > 0 && attribute(members[0]).name.length == 0;
    if (impossible) return;
    joinAttributes();
    addFixed(FixedLabels.WINS);
    addFixed(FixedLabels.YIELDS);
    remove(nameLabel);
    if (extraLabel != null) remove(extraLabel);
    nameAt = placeOf(nameLabel);
    extraAt = extraLabel == null ? size : placeOf(extraLabel);
    weight = 0;
    for (int i = 0; i < size; i++) weight += slotNames[i].name.length + 18;
  }

  private void remember(AttributeReader point, FixedLabels labels) {
    attributeCount = point.size();
    if (attributes.length < attributeCount) {
      absent = new boolean[attributeCount * 2];
      attributes = new LabelName[attributeCount * 2];
    }
    for (int i = 0; i < attributeCount; i++) {
      attributes[i] = point.name(i);
      absent[i] = isAbsent(point, i);
    }
    fixedCount = labels.size();
    if (fixed.length < fixedCount) {
      ranks = new byte[fixedCount * 2];
      fixedAbsent = new boolean[fixedCount * 2];
      fixed = new LabelName[fixedCount * 2];
    }
    for (int i = 0; i < fixedCount; i++) {
      fixed[i] = labels.name(i);
      ranks[i] = labels.rank(i);
      fixedAbsent[i] = labels.length(i) == 0;
    }
    int most = attributeCount + fixedCount;
    if (slots.length < most) {
      slotNames = new LabelName[most * 2];
      members = new int[most * 2];
      slots = new int[most * 2];
    }
  }

  /** All that have a value, sorted by name and key; those of the resource before a point's. */
  private void sortAttributes() {
    memberCount = 0;
    for (int i = 0; i < fixedCount && !ofTarget; i++) {
      if (ranks[i] == FixedLabels.ATTRIBUTE && !fixedAbsent[i]) insertMember(~i);
    }
    for (int i = 0; i < attributeCount; i++) {
      if (!absent[i] && (ofTarget || !isOfResource(attributes[i]))) insertMember(i);
    }
  }

  private boolean isOfResource(LabelName key) {
    for (int i = 0; i < fixedCount; i++) {
      if (ranks[i] == FixedLabels.ATTRIBUTE && fixed[i].hasSameKey(key)) return true;
    }
    return false;
  }

  private void insertMember(int member) {
    LabelName name = attribute(member);
    int at = memberCount++;
    for (; at > 0 && comesBefore(name, attribute(members[at - 1])); at--) {
      members[at] = members[at - 1];
    }
    members[at] = member;
  }

  private static boolean comesBefore(LabelName a, LabelName b) {
    int order = a.compareName(b);
    return order < 0 || (order == 0 && Arrays.compareUnsigned(a.key, b.key) < 0);
  }

  private LabelName attribute(int member) {
    return member >= 0 ? attributes[member] : fixed[~member];
  }

  private void joinAttributes() {
    for (int i = 0; i < memberCount; ) {
      LabelName name = attribute(members[i]);
      int end = i + 1;
      while (end < memberCount && attribute(members[end]).compareName(name) == 0) end++;
      slotNames[size] = name;
      slots[size++] = end == i + 1 ? members[i] : JOINED | i;
      i = end;
    }
  }

  private void addFixed(byte rank) {
    for (int i = 0; i < fixedCount; i++) {
      if (ranks[i] != rank) continue;
      int at = placeOf(fixed[i]);
      boolean there = at > 0 && slotNames[at - 1].compareName(fixed[i]) == 0;
      if (there && rank == FixedLabels.YIELDS) continue;
      if (there) {
        at--;
      } else {
        System.arraycopy(slots, at, slots, at + 1, size - at);
        System.arraycopy(slotNames, at, slotNames, at + 1, size - at);
        size++;
      }
      slots[at] = ~i;
      slotNames[at] = fixed[i];
    }
  }

  private void remove(LabelName name) {
    int after = placeOf(name);
    if (after == 0 || slotNames[after - 1].compareName(name) != 0) return;
    System.arraycopy(slots, after, slots, after - 1, size - after);
    System.arraycopy(slotNames, after, slotNames, after - 1, size - after);
    size--;
  }

  /** The first slot whose name comes after that one. */
  private int placeOf(LabelName name) {
    int at = size;
    while (at > 0 && name.compareName(slotNames[at - 1]) < 0) at--;
    return at;
  }

  /** Whether an attribute has no label name: then there is nothing else to know. */
  boolean isImpossible() {
    return impossible;
  }

  FixedRuns runs() {
    return runs;
  }

  /** How many labels the points have, besides those of each series. */
  int size() {
    return size;
  }

  LabelName name(int slot) {
    return slotNames[slot];
  }

  int slot(int index) {
    return slots[index];
  }

  /** The slot before which the series' name stands. */
  int nameAt() {
    return nameAt;
  }

  /** The slot before which the series' {@code le} or {@code quantile} stands. */
  int extraAt() {
    return extraAt;
  }

  /** At least what all labels take in a request of remote write 1.0, but for their values. */
  int weight() {
    return weight;
  }

  boolean has(LabelName name) {
    int after = placeOf(name);
    return after > 0 && slotNames[after - 1].compareName(name) == 0;
  }

  /** The first member of the joined slot; the others follow. */
  static int memberStart(int slot) {
    return slot & ~JOINED;
  }

  /** One past its last. */
  int memberEnd(int slot) {
    int start = memberStart(slot);
    int end = start + 1;
    LabelName name = attribute(members[start]);
    while (end < memberCount && attribute(members[end]).compareName(name) == 0) end++;
    return end;
  }

  /** An attribute by its index, or a fixed label by the complement of its index. */
  int member(int index) {
    return members[index];
  }

  /** About what it takes in memory. */
  int sizeInBytes() {
    return 160
        + 5 * attributes.length
        + 6 * fixed.length
        + 4 * (slots.length + slotNames.length + members.length)
        + runs.sizeInBytes();
  }
}
