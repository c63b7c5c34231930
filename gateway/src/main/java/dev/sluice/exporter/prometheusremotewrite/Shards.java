package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.data.Batch;
import dev.sluice.data.BatchBuilder;
import dev.sluice.otlp.Otlp;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoCursor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Which shard a series belongs to: that of its {@code job} and {@code instance}. Whatever leads to
 * the same labels leads to the same shard, so that a series never changes it; resources are not
 * cut, so that no byte is copied. A service without a {@code service.instance.id} has one shard for
 * all its processes, as these write the same series. Pure; any thread.
 */
final class Shards {
  private static final byte[] PREFIX = "service.".getBytes(StandardCharsets.UTF_8);
  private static final byte[] NAME = "service.name".getBytes(StandardCharsets.UTF_8);
  private static final byte[] NAMESPACE = "service.namespace".getBytes(StandardCharsets.UTF_8);
  private static final byte[] INSTANCE = "service.instance.id".getBytes(StandardCharsets.UTF_8);

  private Shards() {}

  /** Hands each lane what is its own of the batch, in order; the lane of shard i is {@code i}. */
  static void partition(Batch batch, String[] lanes, BiConsumer<String, Batch> out) {
    var shards = new int[batch.size()];
    var used = new boolean[lanes.length];
    int several = 0;
    for (int i = 0; i < shards.length; i++) {
      int shard = of(batch.group(i), lanes.length);
      if (!used[shard]) several++;
      used[shard] = true;
      shards[i] = shard;
    }
    if (several <= 1) {
      out.accept(lanes[shards.length == 0 ? 0 : shards[0]], batch);
      return;
    }
    var parts = new @Nullable BatchBuilder[lanes.length];
    for (int i = 0; i < shards.length; i++) {
      BatchBuilder part = parts[shards[i]];
      if (part == null) parts[shards[i]] = part = new BatchBuilder(batch.signal());
      part.add(batch, i, batch.group(i));
    }
    for (int i = 0; i < parts.length; i++) {
      BatchBuilder part = parts[i];
      if (part != null) out.accept(lanes[i], part.build(batch.metadata()));
    }
  }

  private static int of(ResourceGroup group, int shards) {
    return Math.floorMod(identity(group.resource()), shards);
  }

  /** A hash of what {@code job} and {@code instance} are made of, whatever stands around it. */
  static int identity(ByteSlice resource) {
    int name = 0;
    int namespace = 0;
    int instance = 0;
    var attributes = new ProtoCursor().reset(resource);
    var attribute = new ProtoCursor();
    while (attributes.next()) {
      if (!attributes.isLen(Otlp.Resource.ATTRIBUTES)) continue;
      attributes.into(attribute);
      if (!isOfService(attribute)) continue;
      if (isKey(attribute, NAME)) {
        name = valueHash(attributes, attribute);
      } else if (isKey(attribute, NAMESPACE)) {
        namespace = valueHash(attributes, attribute);
      } else if (isKey(attribute, INSTANCE)) {
        instance = valueHash(attributes, attribute);
      }
    }
    int mixed = (name * 31 + namespace) * 31 + instance;
    return ((mixed ^ (mixed >>> 15)) * 0x2c1b3c6d) >>> 1;
  }

  /** Stands at the key afterwards. */
  private static boolean isOfService(ProtoCursor attribute) {
    while (attribute.next()) {
      if (!attribute.isLen(Otlp.KeyValue.KEY)) continue;
      int from = attribute.valueStart();
      return attribute.valueLength() > PREFIX.length
          && Arrays.equals(attribute.array(), from, from + PREFIX.length, PREFIX, 0, PREFIX.length);
    }
    return false;
  }

  private static boolean isKey(ProtoCursor at, byte[] key) {
    return Arrays.equals(at.array(), at.valueStart(), at.valueEnd(), key, 0, key.length);
  }

  private static int valueHash(ProtoCursor attributes, ProtoCursor attribute) {
    int hash = 0;
    for (attributes.into(attribute); attribute.next(); ) {
      if (attribute.isLen(Otlp.KeyValue.VALUE)) {
        hash = ByteSlice.hash(attribute.array(), attribute.valueStart(), attribute.valueLength());
      }
    }
    return hash;
  }
}
