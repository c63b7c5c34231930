package dev.sluice.receiver.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Refusal;
import dev.sluice.data.Receipt;
import dev.sluice.net.RawClient;
import dev.sluice.otlp.Replies;
import dev.sluice.otlp.Signal;
import dev.sluice.testkit.Await;
import dev.sluice.wire.ByteSlice;
import io.grpc.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers that come later than the request, and room that is made as a request comes. */
@Timeout(60)
class AnswersTest {
  private static final byte[] SPANS = Requests.smallest(Signal.TRACES).bytes();
  private static final String TYPE = "Content-Type: application/x-protobuf";

  @Test
  void overHttp_theAnswerComesWhenThePipelinesSaySo() throws Exception {
    try (Doors doors = Doors.open();
        RawClient client = doors.http()) {
      List<Receipt> receipts = doors.intake(Signal.TRACES).holdReceipts();
      client.send(Requests.post("/v1/traces", SPANS, TYPE));
      receipt(receipts, 0).taken();
      assertThat(client.answer().status()).isEqualTo(200);

      client.send(Requests.post("/v1/traces", SPANS, TYPE));
      receipt(receipts, 1).takenInPart(2, "exporter 'tempo': 2 spans rejected: too_old");
      RawClient.Answer part = client.answer();
      assertThat(part.status()).isEqualTo(200);
      assertPart(part.body());

      client.send(Requests.post("/v1/traces", SPANS, TYPE));
      receipt(receipts, 2).late("not confirmed");
      RawClient.Answer late = client.answer();
      assertThat(late.status()).isEqualTo(504);
      assertThat(late.headers()).containsEntry("retry-after", "5");
      assertThat(RpcStatus.ofProtobuf(late.body()).message()).isEqualTo("not confirmed");
    }
  }

  @Test
  void overGrpc_theAnswerComesWhenThePipelinesSaySo() throws Exception {
    try (Doors doors = Doors.open();
        GrpcCaller caller = new GrpcCaller(doors.grpcPort())) {
      List<Receipt> receipts = doors.intake(Signal.TRACES).holdReceipts();
      var taken = call(caller);
      receipt(receipts, 0).taken();
      assertThat(taken.join().status().isOk()).isTrue();

      var part = call(caller);
      receipt(receipts, 1).takenInPart(2, "exporter 'tempo': 2 spans rejected: too_old");
      assertThat(part.join().status().isOk()).isTrue();
      assertPart(part.join().message());

      var late = call(caller);
      receipt(receipts, 2).late("not confirmed");
      assertThat(late.join().status().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      assertThat(late.join().details().retrySeconds()).isEqualTo(5);
    }
  }

  /** A client that waits over HTTP must not leave the other door open. */
  @Test
  void aStop_closesBothDoorsAtOnce_whileAClientWaits() throws Exception {
    try (Doors doors = Doors.open();
        RawClient client = doors.http()) {
      List<Receipt> receipts = doors.intake(Signal.TRACES).holdReceipts();
      client.send(Requests.post("/v1/traces", SPANS, TYPE));
      Receipt waiting = receipt(receipts, 0);
      int port = doors.grpcPort();
      var stop = new Thread(doors::stop);
      stop.start();
      Await.until("gRPC is closed", Duration.ofSeconds(4), () -> isClosed(port));
      waiting.taken();
      assertThat(client.answer().status()).isEqualTo(200);
      stop.join();
    }
  }

  private static boolean isClosed(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return !socket.isConnected();
    } catch (IOException refused) {
      return true;
    }
  }

  @Test
  void aGrpcClientsDeadline_isKnownToThePipelines() throws Exception {
    try (Doors doors = Doors.open();
        GrpcCaller caller = new GrpcCaller(doors.grpcPort())) {
      // The caller of these tests waits twenty seconds.
      caller.call(Signal.TRACES, SPANS);
      assertThat(doors.intake(Signal.TRACES).patience())
          .isBetween(Duration.ofMillis(1), Duration.ofSeconds(20));
    }
  }

  @Test
  void aRequestThatWillNeverHaveRoom_isTooLarge() throws Exception {
    try (Doors doors = Doors.open();
        RawClient client = doors.http();
        GrpcCaller caller = new GrpcCaller(doors.grpcPort())) {
      doors.intake(Signal.TRACES).refuse(new Refusal("larger than the share", null));
      client.send(Requests.post("/v1/traces", SPANS, TYPE));
      RawClient.Answer answer = client.answer();
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.headers()).doesNotContainKey("retry-after");
      GrpcCaller.Outcome outcome = caller.call(Signal.TRACES, SPANS);
      assertThat(outcome.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(outcome.details().retrySeconds()).isZero();
    }
  }

  @Test
  void aBodyThatIsOnlyAnnounced_holdsNoMoreThanAStep_andFourTimesWhatCame() throws Exception {
    byte[] body = new byte[1 << 20];
    byte[] request = Requests.post("/v1/traces", body, TYPE);
    int head = request.length - body.length;
    try (Doors doors = Doors.open();
        RawClient client = doors.http()) {
      FakeIntake intake = doors.intake(Signal.TRACES);
      client.send(Arrays.copyOf(request, head + 1));
      Await.until("the test", () -> intake.reserved() > 0);
      assertThat(intake.mostReserved()).isLessThanOrEqualTo(64 * 1024);
      client.send(Arrays.copyOfRange(request, head + 1, head + 100_000));
      Await.until("the test", () -> intake.reserved() >= 100_000);
      assertThat(intake.mostReserved()).isLessThan(400_000);
      client.send(Arrays.copyOfRange(request, head + 100_000, head + body.length / 2));
      Await.until("the test", () -> intake.reserved() == body.length);
      client.send(Arrays.copyOfRange(request, head + body.length / 2, request.length));
      assertThat(client.answer().status()).isEqualTo(400);
      assertThat(intake.reserved()).isZero();
    }
  }

  private static CompletableFuture<GrpcCaller.Outcome> call(GrpcCaller caller) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return caller.call(Signal.TRACES, SPANS);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static Receipt receipt(List<Receipt> receipts, int index) {
    Await.until("the test", () -> receipts.size() > index);
    return receipts.get(index);
  }

  private static void assertPart(byte[] message) {
    Replies.PartialSuccess part =
        Replies.readPartialSuccess(Signal.TRACES, false, ByteSlice.of(message));
    assertThat(part.rejected()).isEqualTo(2);
    assertThat(part.message()).isEqualTo("exporter 'tempo': 2 spans rejected: too_old");
  }
}
