package dev.sluice.exporter.loki;

import dev.sluice.data.Batch;
import dev.sluice.exporter.loki.LokiPushEncoder.Encoded;
import dev.sluice.net.codec.Body;
import dev.sluice.net.codec.Compression;
import dev.sluice.net.codec.Segments;
import dev.sluice.wire.ByteSlice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes push bodies, and answers questions about them. Encoders and their buffers are kept from
 * push to push, no more of them than were in use at once; one that has grown beyond what pushes
 * need is let go. Any thread.
 */
final class PushBodies {
  /** Of one encoder; some pushes' worth. */
  private static final long MAX_HELD_BYTES = 8L * PushSize.DEFAULT_MAX_BYTES;

  private final Supplier<LokiPushEncoder> encoders;
  private final Consumer<LokiPushEncoder> inspection;
  private final ConcurrentLinkedQueue<LokiPushEncoder> idle = new ConcurrentLinkedQueue<>();

  private interface Work<T> {
    T doneWith(LokiPushEncoder encoder);
  }

  /**
   * @param encoders makes them
   * @param inspection sees the encoder after each push that it encoded
   */
  PushBodies(Supplier<LokiPushEncoder> encoders, Consumer<LokiPushEncoder> inspection) {
    this.encoders = encoders;
    this.inspection = inspection;
  }

  /**
   * Encodes and compresses; an encoding that was given up has an empty body. Streams of which
   * {@code isFirst} does not say so stand behind the others.
   */
  PushBody write(Batch batch, int maxBytes, Predicate<ByteSlice> isFirst) {
    return with(
        encoder -> {
          Encoded encoded = encoder.encode(batch, maxBytes);
          if (!encoded.isComplete()) return PushBody.givenUp(encoded);
          inspection.accept(encoder);
          Body plain = Body.of(encoder.length(), out -> encoder.writeTo(out, isFirst));
          Segments compressed = compress(plain);
          return new PushBody(
              encoded,
              Math.toIntExact(plain.length()),
              encoder.lastStream(),
              encoder.lateStreams(),
              compressed);
        });
  }

  private static Segments compress(Body plain) {
    try {
      return Compression.SNAPPY.compress(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a push of that batch holds; reads it again, once, when it is asked. One thread. */
  Lines lines(Batch batch, Encoded encoded) {
    return new Lines() {
      private @Nullable StreamCounts counts;

      @Override
      public int count() {
        return encoded.lines();
      }

      @Override
      public double batchBytesPerByte() {
        return (double) batch.bytes() / Math.max(1, encoded.countedBytes());
      }

      @Override
      public int olderThan(long nanos) {
        return PushBodies.olderThan(batch, nanos);
      }

      @Override
      public int ofStream(String labels) {
        if (counts == null) counts = counts(batch);
        return counts.of(labels);
      }
    };
  }

  private StreamCounts counts(Batch batch) {
    return with(
        encoder -> {
          encoder.encode(batch, Integer.MAX_VALUE);
          return encoder.counts();
        });
  }

  private static int olderThan(Batch batch, long nanos) {
    int[] older = {0};
    for (int i = 0; i < batch.size(); i++) {
      RecordSplit.forEach(
          batch.group(i),
          record -> {
            if (record.time() != 0 && record.time() < nanos) older[0]++;
          });
    }
    return older[0];
  }

  /** {@link LokiPushEncoder#split}. */
  Map<Boolean, Batch> split(Batch batch, Predicate<ByteSlice> isMeant) {
    return with(encoder -> encoder.split(batch, isMeant));
  }

  /** {@link LokiPushEncoder#apart}. */
  List<Batch> apart(Batch batch, Predicate<ByteSlice> isKnown, int most) {
    return with(encoder -> encoder.apart(batch, isKnown, most));
  }

  private <T> T with(Work<T> work) {
    LokiPushEncoder free = idle.poll();
    LokiPushEncoder encoder = free != null ? free : encoders.get();
    T result = work.doneWith(encoder);
    if (encoder.heldBytes() <= MAX_HELD_BYTES) idle.add(encoder);
    return result;
  }
}
