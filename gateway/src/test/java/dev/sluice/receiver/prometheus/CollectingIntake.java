package dev.sluice.receiver.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.sluice.component.Admission;
import dev.sluice.component.Intake;
import dev.sluice.component.Refusal;
import dev.sluice.data.Metadata;
import dev.sluice.data.Receipt;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.otlp.Signal;
import dev.sluice.wire.ProtoWriter;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A door that keeps what comes in, or is shut; it holds its visitors to the rules. */
final class CollectingIntake implements Intake {
  private static final Refusal FULL = new Refusal("no room in this test", Duration.ofSeconds(1));

  private final BlockingQueue<Scrape> scrapes = new LinkedBlockingQueue<>();
  private final AtomicLong reserved = new AtomicLong();
  volatile boolean shut;
  volatile long roomBytes = Long.MAX_VALUE;

  /** Asked by everyone who wants to come in. */
  volatile BooleanSupplier isBusy = () -> false;

  @Override
  public Signal signal() {
    return Signal.METRICS;
  }

  /** Bytes of those who came in and have neither handed over nor left. */
  long reservedBytes() {
    return reserved.get();
  }

  /** The next scrape; fails after twenty seconds. */
  Scrape take() throws InterruptedException {
    Scrape next = scrapes.poll(20, TimeUnit.SECONDS);
    if (next == null) throw new AssertionError("no scrape came within twenty seconds");
    return next;
  }

  boolean isEmpty() {
    return scrapes.isEmpty();
  }

  @Override
  public Admission admit(long bytes, long announced) {
    Refusal refusal = shut || bytes > roomBytes || isBusy.getAsBoolean() ? FULL : null;
    if (refusal == null) reserved.addAndGet(bytes);
    return new Entry(refusal, refusal == null ? bytes : 0);
  }

  private final class Entry implements Admission {
    private final @Nullable Refusal refusal;
    private long bytes;
    private boolean over;

    Entry(@Nullable Refusal refusal, long bytes) {
      this.refusal = refusal;
      this.bytes = bytes;
      this.over = refusal != null;
    }

    @Override
    public @Nullable Refusal refusal() {
      return refusal;
    }

    @Override
    public @Nullable Refusal resize(long newBytes) {
      assertThat(over).isFalse();
      if (newBytes > roomBytes) return FULL;
      reserved.addAndGet(newBytes - bytes);
      bytes = newBytes;
      return null;
    }

    @Override
    public @Nullable Refusal accept(
        ResourceGroup[] groups, int items, Metadata metadata, Receipt receipt) {
      assertThat(over).isFalse();
      over = true;
      reserved.addAndGet(-bytes);
      var out = new ProtoWriter();
      int sum = 0;
      for (ResourceGroup group : groups) {
        group.writeTo(out);
        sum += group.items();
      }
      assertThat(items).isEqualTo(sum);
      assertThat(bytes).isEqualTo(out.size());
      try {
        scrapes.add(new Scrape(ExportMetricsServiceRequest.parseFrom(out.toByteArray())));
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
      receipt.taken();
      return null;
    }

    @Override
    public void close() {
      if (over) return;
      over = true;
      reserved.addAndGet(-bytes);
    }
  }
}
