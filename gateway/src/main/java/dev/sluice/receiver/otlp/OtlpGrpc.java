package dev.sluice.receiver.otlp;

import dev.sluice.component.Admission;
import dev.sluice.component.Refusal;
import dev.sluice.data.Metadata;
import dev.sluice.net.auth.Pass;
import dev.sluice.net.grpc.GrpcAnswer;
import dev.sluice.net.grpc.GrpcHead;
import dev.sluice.net.grpc.UnaryHandler;
import dev.sluice.otlp.Replies;
import dev.sluice.otlp.Signal;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One signal over gRPC. A call's length is not known before it is read, so room is made as its
 * bytes come, and corrected when the message is whole.
 */
final class OtlpGrpc implements UnaryHandler {
  private static final GrpcAnswer ACCEPTED = GrpcAnswer.ok(Replies.success(false));

  private final Taker taker;
  private final boolean includeMetadata;
  private final Gate gate;
  private volatile Metadata lastClient = Metadata.EMPTY;

  OtlpGrpc(Taker taker, boolean includeMetadata, Gate gate) {
    this.gate = gate;
    this.taker = taker;
    this.includeMetadata = includeMetadata;
  }

  /** OTLP specification, section "OTLP/gRPC". */
  static String method(Signal signal) {
    return switch (signal) {
      case TRACES -> "opentelemetry.proto.collector.trace.v1.TraceService/Export";
      case METRICS -> "opentelemetry.proto.collector.metrics.v1.MetricsService/Export";
      case LOGS -> "opentelemetry.proto.collector.logs.v1.LogsService/Export";
    };
  }

  @Override
  public Exchange begin(GrpcHead head) {
    Pass refusal = gate.refusal(head, head.peer());
    if (refusal != null) return new Unwelcome(unwelcome(refusal));
    return new Call(taker.admit(0, 0), metadata(head), head);
  }

  /**
   * Without headers it says no more than who the client is: the last one's serves the next call.
   */
  private Metadata metadata(GrpcHead head) {
    if (includeMetadata) return new Metadata(head.headers(), head.peer());
    Metadata last = lastClient;
    if (last.peer().equals(head.peer())) return last;
    var metadata = new Metadata(Map.of(), head.peer());
    lastClient = metadata;
    return metadata;
  }

  private static GrpcAnswer unwelcome(Pass refusal) {
    if (refusal.kind() == Pass.Kind.DENIED) {
      return GrpcAnswer.error(GrpcAnswer.UNAUTHENTICATED, refusal.why());
    }
    int code = GrpcAnswer.UNAVAILABLE;
    return GrpcAnswer.error(
        code, refusal.why(), Replies.status(false, code, refusal.why(), Duration.ofSeconds(1)));
  }

  /** A call that ends before it has begun. */
  private record Unwelcome(GrpcAnswer refusal) implements Exchange {
    @Override
    public boolean grow(long totalBytes) {
      return false;
    }

    @Override
    public GrpcAnswer noRoom() {
      return refusal;
    }

    @Override
    public void message(byte[] body, Consumer<GrpcAnswer> answer) {
      answer.accept(refusal);
    }

    @Override
    public void abandoned() {
      // It holds nothing.
    }
  }

  private final class Call extends Waiting implements Exchange {
    private final Admission admission;
    private final Metadata metadata;
    private final GrpcHead head;
    private @Nullable Refusal noRoom;
    private @Nullable Consumer<GrpcAnswer> client;

    Call(Admission admission, Metadata metadata, GrpcHead head) {
      this.admission = admission;
      this.head = head;
      this.metadata = metadata;
    }

    @Override
    public @Nullable GrpcAnswer refusal() {
      Refusal refusal = admission.refusal();
      return refusal == null ? null : grpc(Verdict.refused(refusal));
    }

    @Override
    public boolean grow(long totalBytes) {
      noRoom = taker.grow(admission, totalBytes);
      return noRoom == null;
    }

    @Override
    public GrpcAnswer noRoom() {
      return grpc(Verdict.refused(Objects.requireNonNull(noRoom, "grow has not said no")));
    }

    @Override
    public void message(byte[] body, Consumer<GrpcAnswer> answer) {
      client = answer;
      taker.take(body, admission, metadata, this);
    }

    @Override
    void answer(Verdict verdict) {
      Objects.requireNonNull(client, "the message is not here").accept(grpc(verdict));
    }

    @Override
    public Duration patience() {
      return head.timeLeft();
    }

    @Override
    public void abandoned() {
      admission.close();
    }
  }

  private GrpcAnswer grpc(Verdict verdict) {
    int code =
        switch (verdict.kind()) {
          case ACCEPTED, IN_PART -> GrpcAnswer.OK;
          case MALFORMED -> GrpcAnswer.INVALID_ARGUMENT;
          case TOO_LARGE -> GrpcAnswer.RESOURCE_EXHAUSTED;
          case NO_ROOM -> GrpcAnswer.UNAVAILABLE;
          case UNCONFIRMED -> GrpcAnswer.DEADLINE_EXCEEDED;
        };
    if (verdict.kind() == Verdict.Kind.ACCEPTED) return ACCEPTED;
    if (code == GrpcAnswer.OK) {
      return GrpcAnswer.ok(
          Replies.partialSuccess(taker.signal(), false, verdict.lost(), verdict.message()));
    }
    return GrpcAnswer.error(
        code,
        verdict.message(),
        Replies.status(false, code, verdict.message(), verdict.retryAfter()));
  }
}
