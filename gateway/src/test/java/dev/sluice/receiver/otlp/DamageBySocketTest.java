package dev.sluice.receiver.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.sluice.net.RawClient;
import dev.sluice.otlp.OtlpScan;
import dev.sluice.otlp.ScanLimits;
import dev.sluice.otlp.Scanned;
import dev.sluice.otlp.Signal;
import dev.sluice.otlp.fixture.Oracle;
import dev.sluice.wire.MalformedException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Requests that were damaged on their way, through real sockets: each is accepted or refused as the
 * scan judges it (which is itself judged by the generated classes, in its own tests), and what
 * stands next to it on the connection is never touched.
 */
@Timeout(120)
class DamageBySocketTest {
  /** Sent in one go, answered one by one. */
  private static final int PIPELINED = 64;

  /** Prime, so that every bit of a byte has its turn. */
  private static final int GRPC_STRIDE = 37;

  private static final String TYPE = "Content-Type: application/x-protobuf";

  private Doors doors;

  @BeforeEach
  void open() throws Exception {
    doors = Doors.open();
  }

  @AfterEach
  void close() throws Exception {
    doors.close();
  }

  @ParameterizedTest
  @EnumSource
  void everyCut_overHttp_isJudgedAlone(Signal signal) throws Exception {
    byte[] whole = Requests.smallest(signal).bytes();
    List<byte[]> cuts = new ArrayList<>();
    for (int length = 0; length <= whole.length; length++) cuts.add(Arrays.copyOf(whole, length));
    checkHttp(signal, cuts);
  }

  @ParameterizedTest
  @EnumSource
  void everyFlippedBit_overHttp_isJudgedAlone(Signal signal) throws Exception {
    byte[] whole = Requests.smallest(signal).bytes();
    List<byte[]> flipped = new ArrayList<>();
    for (int bit = 0; bit < whole.length * 8; bit++) flipped.add(flip(whole, bit));
    checkHttp(signal, flipped);
  }

  @ParameterizedTest
  @EnumSource
  void cutsAndFlippedBits_overGrpc_areJudgedAlone(Signal signal) throws Exception {
    byte[] whole = Requests.smallest(signal).bytes();
    try (GrpcCaller caller = new GrpcCaller(doors.grpcPort())) {
      for (int bit = 0; bit < whole.length * 8; bit += GRPC_STRIDE) {
        checkGrpc(caller, signal, flip(whole, bit));
      }
      for (int length = 0; length <= whole.length; length += GRPC_STRIDE) {
        checkGrpc(caller, signal, Arrays.copyOf(whole, length));
      }
    }
    assertThat(doors.intake(signal).reserved()).isZero();
  }

  private void checkHttp(Signal signal, List<byte[]> requests) throws Exception {
    FakeIntake intake = doors.intake(signal);
    try (RawClient client = doors.http()) {
      for (int from = 0; from < requests.size(); from += PIPELINED) {
        List<byte[]> some = requests.subList(from, Math.min(requests.size(), from + PIPELINED));
        var bytes = new ByteArrayOutputStream();
        for (byte[] request : some) {
          bytes.writeBytes(Requests.post("/v1/" + signal.id(), request, TYPE));
        }
        client.send(bytes.toByteArray());
        List<Message> expected = new ArrayList<>();
        for (byte[] request : some) {
          Scanned scanned = scan(signal, request);
          RawClient.Answer answer = client.answer();
          assertThat(answer.status()).isEqualTo(scanned == null ? 400 : 200);
          if (scanned != null && scanned.items() > 0) {
            expected.add(Oracle.parse(signal, scanned.groups()));
          }
        }
        assertThat(taken(signal)).isEqualTo(expected);
        intake.forget();
      }
    }
    assertThat(intake.reserved()).isZero();
  }

  private void checkGrpc(GrpcCaller caller, Signal signal, byte[] request) {
    Scanned scanned = scan(signal, request);
    boolean ok = caller.call(signal, request).status().isOk();
    assertThat(ok).isEqualTo(scanned != null);
    boolean taken = scanned != null && scanned.items() > 0;
    List<Message> expected = taken ? List.of(Oracle.parse(signal, scanned.groups())) : List.of();
    assertThat(taken(signal)).isEqualTo(expected);
    doors.intake(signal).forget();
  }

  private List<Message> taken(Signal signal) {
    return doors.intake(signal).accepted().stream()
        .map(request -> Oracle.mustParse(signal, request.toByteArray()))
        .toList();
  }

  private static @Nullable Scanned scan(Signal signal, byte[] request) {
    try {
      return OtlpScan.scan(signal, request.clone(), ScanLimits.DEFAULT);
    } catch (MalformedException refused) {
      return null;
    }
  }

  private static byte[] flip(byte[] whole, int bit) {
    byte[] flipped = whole.clone();
    flipped[bit / 8] ^= (byte) (1 << (bit % 8));
    return flipped;
  }
}
