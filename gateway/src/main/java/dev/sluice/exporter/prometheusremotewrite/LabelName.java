package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.wire.ProtoWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The key of an attribute and the label name that it becomes, made once for all that have this key
 * ({@link KeyNames}). Owner: the encoder's thread.
 */
final class LabelName {
  private static final int NAME_FIELD = 1;

  /** As it was sent. */
  final byte[] key;

  /** In UTF-8; empty if there is no name for the key. */
  final byte[] name;

  /** In remote write 1.0 the field of a Label that holds it, ready to copy, with bytes to spare. */
  final byte[] field;

  final int fieldLength;

  /** Of the name. */
  final long hash;

  /** What it says of a resource besides being an attribute. */
  final Role role;

  /** Whether it becomes a label of every series where it stands in a resource. */
  final boolean chosen;

  /** The next one in its bucket of the table. */
  @Nullable LabelName chain;

  // In remote write 2.0 its number in the request with the number `request`.
  long request;
  int ref;

  /** Attributes of a resource that {@code job} and {@code instance} are made of. */
  enum Role {
    NONE,
    SERVICE_NAME,
    SERVICE_NAMESPACE,
    SERVICE_INSTANCE
  }

  LabelName(byte[] key, byte[] name, Role role, boolean chosen) {
    this.key = key;
    this.name = name;
    var label = new ProtoWriter(name.length + 6).bytes(NAME_FIELD, name);
    this.fieldLength = label.size();
    this.field = Arrays.copyOf(label.array(), label.size() + Words.SPARE);
    this.hash = Hash64.of(name);
    this.role = role;
    this.chosen = chosen;
  }

  boolean isOf(byte[] array, int from, int to) {
    return Words.equal(key, array, from, to);
  }

  /** Whether it decides about every series of a resource in which it stands. */
  boolean isOfEverySeries() {
    return chosen || role != Role.NONE;
  }

  /** In the order in which labels stand in a series. */
  int compareName(LabelName that) {
    return Arrays.compareUnsigned(name, that.name);
  }

  boolean hasSameKey(LabelName that) {
    return this == that || Arrays.equals(key, that.key);
  }

  /** About what it takes in memory. */
  int sizeInBytes() {
    return 136 + key.length + 2 * name.length;
  }
}
