package dev.sluice.receiver.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.sluice.net.RawClient;
import dev.sluice.net.codec.Body;
import dev.sluice.net.codec.Compression;
import dev.sluice.net.codec.Encoding;
import dev.sluice.net.codec.Segments;
import dev.sluice.otlp.OtlpJson;
import dev.sluice.otlp.OtlpScan;
import dev.sluice.otlp.ScanLimits;
import dev.sluice.otlp.fixture.Captures;
import dev.sluice.otlp.fixture.Captures.Capture;
import dev.sluice.otlp.fixture.FieldOrder;
import dev.sluice.otlp.fixture.Oracle;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the Java agent sends comes in through either door as it was sent, however it was packed. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CapturesBySocketTest {
  private Doors doors;
  private GrpcCaller caller;

  static List<Capture> captures() {
    return Captures.all();
  }

  @BeforeAll
  void open() throws Exception {
    doors = Doors.open();
    caller = new GrpcCaller(doors.grpcPort());
  }

  @AfterAll
  void close() throws Exception {
    caller.close();
    doors.close();
  }

  @ParameterizedTest
  @MethodSource("captures")
  void overHttp_inEveryEncoding(Capture capture) throws Exception {
    try (RawClient client = doors.http()) {
      for (Encoding encoding : Encoding.values()) {
        byte[] packed = compress(encoding, capture.bytes());
        String path = "/v1/" + capture.signal().id();
        client.send(
            Requests.post(
                path,
                packed,
                "Content-Type: application/x-protobuf",
                "Content-Encoding: " + encoding.wireName()));
        assertThat(client.answer().status()).isEqualTo(200);
        checkTaken(capture);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("captures")
  void overHttp_inJson(Capture capture) throws Exception {
    var json = new ProtoWriter();
    var groups =
        OtlpScan.scan(capture.signal(), capture.bytes().clone(), ScanLimits.DEFAULT).groups();
    OtlpJson.fromProtobuf(capture.signal(), Arrays.asList(groups), json);
    try (RawClient client = doors.http()) {
      client.send(
          Requests.post(
              "/v1/" + capture.signal().id(),
              json.toByteArray(),
              "Content-Type: application/json"));
      assertThat(client.answer().status()).isEqualTo(200);
      checkTaken(capture);
    }
  }

  @ParameterizedTest
  @MethodSource("captures")
  void overGrpc(Capture capture) {
    for (String encoding : List.of("identity", "gzip")) {
      assertThat(caller.with(encoding).call(capture.signal(), capture.bytes()).status().isOk())
          .isTrue();
      checkTaken(capture);
    }
  }

  /** The Go collector's order of fields. */
  @ParameterizedTest
  @MethodSource("captures")
  void overGrpc_withTheFieldsBackwards(Capture capture) {
    Message message = Oracle.mustParse(capture.signal(), capture.bytes());
    byte[] backwards = FieldOrder.DESCENDING.serialize(message, 0);
    assertThat(caller.call(capture.signal(), backwards).status().isOk()).isTrue();
    checkTaken(capture);
  }

  private void checkTaken(Capture capture) {
    FakeIntake intake = doors.intake(capture.signal());
    Message sent = Oracle.mustParse(capture.signal(), capture.bytes());
    List<ByteSlice> taken = intake.accepted();
    assertThat(taken).hasSize(1);
    Message came = Oracle.mustParse(capture.signal(), taken.get(0).toByteArray());
    assertThat(came).isEqualTo(sent);
    assertThat(intake.items()).isEqualTo(Oracle.items(sent));
    assertThat(intake.reserved()).isZero();
    intake.forget();
  }

  private static byte[] compress(Encoding encoding, byte[] body) throws Exception {
    try (Segments out = new Compression(encoding, -1).compress(Body.of(body))) {
      return out.toByteArray();
    }
  }
}
