package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.data.Batch;
import dev.sluice.data.BatchBuilder;
import dev.sluice.otlp.AnyValueText;
import dev.sluice.otlp.Otlp;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoCursor;
import dev.sluice.wire.ProtoWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Which shard a series belongs to: that of its {@code job} and {@code instance}. Whatever leads to
 * the same texts leads to the same shard, so that a series never changes it; resources are not cut,
 * so that no byte is copied. A service without a {@code service.instance.id} has one shard for all
 * its processes, as these write the same series. {@link #partition} is for any thread.
 */
final class Shards {
  private static final byte[] PREFIX = "service.".getBytes(StandardCharsets.UTF_8);
  private static final byte[] NAME = "service.name".getBytes(StandardCharsets.UTF_8);
  private static final byte[] NAMESPACE = "service.namespace".getBytes(StandardCharsets.UTF_8);
  private static final byte[] INSTANCE = "service.instance.id".getBytes(StandardCharsets.UTF_8);

  private final ProtoCursor attributes = new ProtoCursor();
  private final ProtoCursor attribute = new ProtoCursor();
  private final ProtoWriter text = new ProtoWriter(128);

  // The first attribute of each key, as the range of its value; -1 is none.
  private int nameFrom;
  private int nameTo;
  private int namespaceFrom;
  private int namespaceTo;
  private int instanceFrom;
  private int instanceTo;

  /** Hands each lane what is its own of the batch, in order; the lane of shard i is {@code i}. */
  static void partition(Batch batch, String[] lanes, BiConsumer<String, Batch> out) {
    var shards = new int[batch.size()];
    var used = new boolean[lanes.length];
    int several = 0;
    var identities = new Shards();
    for (int i = 0; i < shards.length; i++) {
      int shard = Math.floorMod(identities.of(batch.group(i).resource()), lanes.length);
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

  /** A hash of {@code job} and {@code instance}, as they will stand in the labels. */
  int of(ByteSlice resource) {
    find(resource);
    byte[] array = resource.array();
    text.clear();
    if (nameFrom >= 0) {
      if (namespaceFrom >= 0) append(array, namespaceFrom, namespaceTo).rawByte('/');
      int before = text.size();
      append(array, nameFrom, nameTo);
      if (text.size() == before) text.clear();
    }
    int jobEnd = text.size();
    if (instanceFrom >= 0) append(array, instanceFrom, instanceTo);
    long job = Hash64.of(text.array(), 0, jobEnd);
    long instance = Hash64.of(text.array(), jobEnd, text.size());
    return (int) (Hash64.label(job, instance) >>> 33);
  }

  private ProtoWriter append(byte[] array, int from, int to) {
    AnyValueText.appendText(array, from, to, true, text);
    return text;
  }

  private void find(ByteSlice resource) {
    nameFrom = -1;
    namespaceFrom = -1;
    instanceFrom = -1;
    attributes.reset(resource);
    while (attributes.next()) {
      if (!attributes.isLen(Otlp.Resource.ATTRIBUTES)) continue;
      int keyFrom = 0;
      int keyTo = 0;
      int from = 0;
      int to = 0;
      for (attributes.into(attribute); attribute.next(); ) {
        if (attribute.isLen(Otlp.KeyValue.KEY)) {
          keyFrom = attribute.valueStart();
          keyTo = attribute.valueEnd();
        } else if (attribute.isLen(Otlp.KeyValue.VALUE)) {
          from = attribute.valueStart();
          to = attribute.valueEnd();
        }
      }
      if (isOfService(attributes.array(), keyFrom, keyTo)) take(keyFrom, keyTo, from, to);
    }
  }

  private static boolean isOfService(byte[] array, int from, int to) {
    return to - from > PREFIX.length
        && Arrays.equals(array, from, from + PREFIX.length, PREFIX, 0, PREFIX.length);
  }

  private void take(int keyFrom, int keyTo, int from, int to) {
    byte[] array = attributes.array();
    if (nameFrom < 0 && isKey(array, keyFrom, keyTo, NAME)) {
      nameFrom = from;
      nameTo = to;
    } else if (namespaceFrom < 0 && isKey(array, keyFrom, keyTo, NAMESPACE)) {
      namespaceFrom = from;
      namespaceTo = to;
    } else if (instanceFrom < 0 && isKey(array, keyFrom, keyTo, INSTANCE)) {
      instanceFrom = from;
      instanceTo = to;
    }
  }

  private static boolean isKey(byte[] array, int from, int to, byte[] key) {
    return Arrays.equals(array, from, to, key, 0, key.length);
  }
}
