package dev.sluice.receiver.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sluice.component.Admission;
import dev.sluice.component.Intake;
import dev.sluice.component.Refusal;
import dev.sluice.data.Metadata;
import dev.sluice.data.Receipt;
import dev.sluice.net.RawClient;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.otlp.Signal;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a request costs in heap from the socket to the pipelines, beyond its own bytes: counted for
 * the event loops' threads, after the code has warmed up. Most of it is per request, whatever its
 * size: grpc and HTTP/2 takes some 5 KB a call, HTTP/1.1 takes 3 KB.
 */
@Timeout(120)
class AllocationTest {
  /** What the SDKs send at a time unless they are told otherwise. */
  private static final int SPANS = 512;

  private static final int WARM_UP = 2_000;
  private static final int MEASURED = Integer.getInteger("measured", 1_000);

  /** The mission's bound is 64 B an item from door to door; this is the door's part of it. */
  private static final double MOST_PER_SPAN = 24;

  /** A refusal is cheap, however large the body that it does without. */
  private static final double MOST_PER_REFUSAL = 6_000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void overHttp_aSpanCostsLittleBeyondItsBytes() throws Exception {
    byte[] body = spans();
    byte[] post = Requests.post("/v1/traces", body, "Content-Type: application/x-protobuf");
    try (Doors doors = Doors.behind(new Sink());
        RawClient client = doors.http()) {
      double perRequest =
          allocated(
              () -> {
                client.send(post);
                assertThat(client.answer().status()).isEqualTo(200);
              });
      report("HTTP", perRequest, body.length);
      assertThat((perRequest - body.length) / SPANS).isLessThan(MOST_PER_SPAN);
    }
  }

  @Test
  void overGrpc_aSpanCostsLittleBeyondItsBytes() throws Exception {
    byte[] body = spans();
    try (Doors doors = Doors.behind(new Sink());
        GrpcCaller caller = new GrpcCaller(doors.grpcPort())) {
      double perRequest =
          allocated(() -> assertThat(caller.call(Signal.TRACES, body).status().isOk()).isTrue());
      report("gRPC", perRequest, body.length);
      assertThat((perRequest - body.length) / SPANS).isLessThan(MOST_PER_SPAN);
    }
  }

  @Test
  void aRefusal_costsNothingOfTheBody() throws Exception {
    byte[] body = spans();
    byte[] post = Requests.post("/v1/traces", body, "Content-Type: application/x-protobuf");
    Sink full = new Sink();
    full.refusal = new Refusal("full", Duration.ofSeconds(1));
    try (Doors doors = Doors.behind(full);
        RawClient client = doors.http();
        GrpcCaller caller = new GrpcCaller(doors.grpcPort())) {
      double perRequest =
          allocated(
              () -> {
                client.send(post);
                assertThat(client.answer().status()).isEqualTo(503);
              });
      report("HTTP, refused", perRequest, 0);
      assertThat(perRequest).isLessThan(MOST_PER_REFUSAL);
      double perCall =
          allocated(() -> assertThat(caller.call(Signal.TRACES, body).status().isOk()).isFalse());
      report("gRPC, refused", perCall, 0);
      assertThat(perCall).isLessThan(2 * MOST_PER_REFUSAL);
    }
  }

  private interface Exchange {
    void run() throws Exception;
  }

  /** Bytes per exchange, by the event loops' threads. */
  private static double allocated(Exchange exchange) throws Exception {
    for (int i = 0; i < WARM_UP; i++) exchange.run();
    long before = allocatedByLoops();
    for (int i = 0; i < MEASURED; i++) exchange.run();
    return (double) (allocatedByLoops() - before) / MEASURED;
  }

  private static long allocatedByLoops() {
    long[] loops =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("sluice-io"))
            .mapToLong(Thread::getId)
            .toArray();
    return Arrays.stream(THREADS.getThreadAllocatedBytes(loops)).sum();
  }

  private static void report(String door, double perRequest, int bodyBytes) {
    System.out.printf(
        "%s: %.0f B allocated for a request of %d B: %.1f B a span beyond its bytes%n",
        door, perRequest, bodyBytes, (perRequest - bodyBytes) / SPANS);
  }

  private static byte[] spans() throws Exception {
    ResourceSpans captured =
        ExportTraceServiceRequest.parseFrom(Requests.smallest(Signal.TRACES).bytes())
            .getResourceSpans(0);
    ScopeSpans.Builder scope = captured.getScopeSpans(0).toBuilder();
    var span = scope.getSpans(0);
    scope.clearSpans();
    for (int i = 0; i < SPANS; i++) scope.addSpans(span);
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(captured.toBuilder().clearScopeSpans().addScopeSpans(scope))
        .build()
        .toByteArray();
  }

  /** Takes everything and keeps nothing, and allocates nothing of note itself. */
  private static final class Sink implements Intake, Admission {
    volatile @Nullable Refusal refusal;

    @Override
    public Signal signal() {
      return Signal.TRACES;
    }

    @Override
    public Admission admit(long bytes, long announced) {
      return this;
    }

    @Override
    public @Nullable Refusal refusal() {
      return refusal;
    }

    @Override
    public @Nullable Refusal resize(long bytes) {
      return null;
    }

    @Override
    public @Nullable Refusal accept(
        ResourceGroup[] groups, int items, Metadata metadata, Receipt receipt) {
      if (items != SPANS) throw new AssertionError(items + " items");
      receipt.taken();
      return null;
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }
}
