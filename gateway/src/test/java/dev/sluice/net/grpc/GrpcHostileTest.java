package dev.sluice.net.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Clock;
import dev.sluice.config.Sections;
import dev.sluice.net.Endpoint;
import dev.sluice.net.EventLoops;
import dev.sluice.net.Leaks;
import dev.sluice.net.RawClient;
import dev.sluice.net.codec.Body;
import dev.sluice.wire.ByteSlice;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients that mean harm, frame by frame. After each of them a good client is served. */
@Timeout(60)
@ExtendWith(Leaks.class)
class GrpcHostileTest {
  private static final String METHOD = "test.v1.Echo/Export";
  private static final GrpcLimits PATIENT = GrpcLimits.DEFAULT;

  private final EventLoops loops = new EventLoops(1);
  private final Counting handler = new Counting();
  private GrpcServer server;

  @AfterEach
  void aGoodClientIsServed_andAllEnds() throws Exception {
    String yaml = "endpoint: 127.0.0.1:%d\ntls: {insecure: true}".formatted(server.port());
    GrpcClientConfig config = GrpcClientConfig.read(Sections.parse(yaml), Duration.ofSeconds(20));
    try (GrpcSender sender = new GrpcSender(config, METHOD, loops, "1", System::nanoTime)) {
      assertThat(sender.call(Body.of(new byte[10])).code()).isEqualTo(GrpcAnswer.OK);
    } finally {
      server.stop(Duration.ofSeconds(1));
      loops.close();
    }
  }

  @Test
  void aCallThatSendsNothing_isEnded_andItsRoomGivenBack() throws Exception {
    start("", new GrpcLimits(Duration.ofMillis(200), Duration.ofMinutes(1), 1024, 100));
    try (RawHttp2 client = new RawHttp2(server.port())) {
      client.begin(METHOD);
      client.flush();
      assertThat(handler.abandoned.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
      assertThat(client.await(RawHttp2.HEADERS)).isNotNull();
    }
  }

  @Test
  void aMessageThatTrickles_isEndedAfterItsGrace() throws Exception {
    start("", new GrpcLimits(Duration.ofMinutes(1), Duration.ofMillis(200), 1024, 100));
    try (RawHttp2 client = new RawHttp2(server.port())) {
      int stream = client.begin(METHOD);
      client.frame(RawHttp2.DATA, 0, stream, message(1000, 3)).flush();
      assertThat(handler.abandoned.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
      assertThat(client.await(RawHttp2.HEADERS)).isNotNull();
    }
  }

  @Test
  void aClientThatGoesAway_givesTheRoomBack() throws Exception {
    start("", PATIENT);
    try (RawHttp2 client = new RawHttp2(server.port())) {
      int stream = client.begin(METHOD);
      client.frame(RawHttp2.DATA, 0, stream, message(1000, 3)).flush();
      assertThat(handler.begun.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(handler.abandoned.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aLengthThatLies_isRefusedBeforeAnythingIsHeldForIt() throws Exception {
    start("", PATIENT);
    for (int length : new int[] {Integer.MAX_VALUE, -1}) {
      try (RawHttp2 client = new RawHttp2(server.port())) {
        int stream = client.begin(METHOD);
        client.frame(RawHttp2.DATA, 0, stream, message(length, 3)).flush();
        assertThat(client.await(RawHttp2.HEADERS)).isNotNull();
        assertThat(handler.abandoned.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        assertThat(handler.mostRoom).hasValueLessThan(1 << 20);
      }
    }
  }

  @Test
  void twoMessages_areRefused() throws Exception {
    start("", PATIENT);
    try (RawHttp2 client = new RawHttp2(server.port())) {
      int stream = client.begin(METHOD);
      client.frame(RawHttp2.DATA, 0, stream, message(3, 3));
      client.frame(RawHttp2.DATA, RawHttp2.END_STREAM, stream, message(3, 3)).flush();
      assertThat(handler.abandoned.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
      assertThat(client.awaitEndOfStream()).isTrue();
      assertThat(handler.messages).hasValue(0);
    }
  }

  @Test
  void noMessageAtAll_isRefused() throws Exception {
    start("", PATIENT);
    try (RawHttp2 client = new RawHttp2(server.port())) {
      int stream = client.begin(METHOD);
      client.frame(RawHttp2.DATA, RawHttp2.END_STREAM, stream).flush();
      assertThat(handler.abandoned.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
      assertThat(client.await(RawHttp2.HEADERS)).isNotNull();
    }
  }

  @Test
  void rapidResets_endTheConnection() throws Exception {
    start("max_concurrent_streams: 10", PATIENT);
    try (RawHttp2 client = new RawHttp2(server.port())) {
      for (int i = 0; i < 1000; i++) {
        int stream = client.begin(METHOD);
        client.frame(RawHttp2.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
      }
      flushQuietly(client);
      assertEndedForCalm(client);
      assertThat(handler.begun.availablePermits()).isLessThanOrEqualTo(300);
    }
  }

  @Test
  void callsThatAllRunIntoTheirTimeLimit_doNotEndTheConnection() throws Exception {
    start("", PATIENT);
    handler.answers = false;
    try (RawHttp2 client = new RawHttp2(server.port())) {
      for (int round = 0; round < 5; round++) {
        for (int i = 0; i < 100; i++) {
          int stream = client.begin(METHOD);
          client.frame(RawHttp2.DATA, RawHttp2.END_STREAM, stream, message(3, 3));
          client.frame(RawHttp2.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
        }
        client.flush();
        assertThat(handler.begun.tryAcquire(100, 10, TimeUnit.SECONDS)).isTrue();
      }
      while (handler.messages.get() < 500) Thread.onSpinWait();
      assertServes(client);
    }
  }

  @Test
  void resetsThatWeAreMadeToSend_endTheConnection() throws Exception {
    start("", PATIENT);
    try (RawHttp2 client = new RawHttp2(server.port())) {
      for (int i = 0; i < 1000; i++) {
        int stream = client.begin(METHOD);
        client.frame(RawHttp2.WINDOW_UPDATE, 0, stream, new byte[4]);
      }
      flushQuietly(client);
      assertEndedForCalm(client);
    }
  }

  @Test
  void moreStreamsThanAllowed_areRefused() throws Exception {
    start("max_concurrent_streams: 10", PATIENT);
    try (RawHttp2 client = new RawHttp2(server.port())) {
      client.await(RawHttp2.SETTINGS);
      for (int i = 0; i < 11; i++) client.begin(METHOD);
      client.flush();
      RawHttp2.Frame reset = client.await(RawHttp2.RST_STREAM);
      assertThat(reset).isNotNull();
      assertThat(reset.stream()).isEqualTo(21);
      assertThat(reset.error()).isEqualTo(RawHttp2.REFUSED_STREAM);
    }
  }

  /** A client may send calls before it has read how many it may. */
  @Test
  void aMessageOfARefusedStream_isDropped_andTheConnectionGoesOn() throws Exception {
    start("max_concurrent_streams: 1", PATIENT);
    handler.answers = false;
    try (RawHttp2 client = new RawHttp2(server.port())) {
      int first = client.begin(METHOD);
      int second = client.begin(METHOD);
      client.frame(RawHttp2.DATA, RawHttp2.END_STREAM, second, message(3, 3));
      client.frame(RawHttp2.RST_STREAM, 0, second, new byte[] {0, 0, 0, 8});
      client.frame(RawHttp2.RST_STREAM, 0, first, new byte[] {0, 0, 0, 8}).flush();
      RawHttp2.Frame reset = client.await(RawHttp2.RST_STREAM);
      assertThat(reset).isNotNull();
      assertThat(reset.stream()).isEqualTo(second);
      assertServes(client);
    }
  }

  /** All that is lost on the way to a stream that is refused counts for the connection's window. */
  @Test
  void messagesOfCallsThatAreRefused_doNotUseUpTheWindow() throws Exception {
    start("", PATIENT);
    handler.room = false;
    try (RawHttp2 client = new RawHttp2(server.port())) {
      byte[] frame = new byte[16_384];
      for (int call = 0; call < 500; call++) {
        int stream = client.begin(METHOD);
        for (int i = 0; i < 4; i++) client.frame(RawHttp2.DATA, 0, stream, frame);
        client.frame(RawHttp2.DATA, RawHttp2.END_STREAM, stream).flush();
        RawHttp2.Frame answer = client.await(RawHttp2.HEADERS);
        assertThat(answer).isNotNull();
        assertThat(answer.stream()).isEqualTo(stream);
      }
      handler.room = true;
      assertServes(client);
    }
  }

  @Test
  void anAnswerThatIsNotTaken_isGivenUp() throws Exception {
    start("", new GrpcLimits(Duration.ofMillis(200), Duration.ofMinutes(1), 1024, 100));
    try (RawHttp2 client = new RawHttp2(server.port())) {
      byte[] noWindow = {0, 4, 0, 0, 0, 0};
      client.frame(RawHttp2.SETTINGS, 0, 0, noWindow);
      int stream = client.begin(METHOD);
      client.frame(RawHttp2.DATA, RawHttp2.END_STREAM, stream, message(3, 3)).flush();
      RawHttp2.Frame reset = client.await(RawHttp2.RST_STREAM);
      assertThat(reset).isNotNull();
      assertThat(reset.stream()).isEqualTo(stream);
    }
  }

  @Test
  void pingsWithoutEnd_endTheConnection() throws Exception {
    start("", PATIENT);
    try (RawHttp2 client = new RawHttp2(server.port())) {
      for (int i = 0; i < 100; i++) client.frame(RawHttp2.PING, 0, 0, new byte[8]);
      flushQuietly(client);
      assertEndedForCalm(client);
    }
  }

  @Test
  void headersWithoutEnd_endTheConnection() throws Exception {
    start("", PATIENT);
    byte[] block = RawHttp2.head(METHOD);
    try (RawHttp2 client = new RawHttp2(server.port())) {
      client.frame(RawHttp2.HEADERS, 0, 1, block);
      byte[] more = RawHttp2.head(METHOD, "x", "y".repeat(16_000));
      for (int i = 0; i < 1000; i++) client.frame(RawHttp2.CONTINUATION, 0, 1, more);
      flushQuietly(client);
      while (client.await(RawHttp2.GOAWAY) != null) Thread.onSpinWait();
    }
    assertThat(handler.begun.availablePermits()).isZero();
  }

  @Test
  void emptyContinuationsWithoutEnd_endTheConnection() throws Exception {
    start("", PATIENT);
    try (RawHttp2 client = new RawHttp2(server.port())) {
      client.frame(RawHttp2.HEADERS, 0, 1, RawHttp2.head(METHOD));
      for (int i = 0; i < 1000; i++) client.frame(RawHttp2.CONTINUATION, 0, 1);
      flushQuietly(client);
      assertThat(client.await(RawHttp2.GOAWAY)).isNotNull();
    }
    assertThat(handler.begun.availablePermits()).isZero();
  }

  @Test
  void moreMetadataThanAllowed_neverReachesTheHandler() throws Exception {
    start("", PATIENT);
    try (RawHttp2 client = new RawHttp2(server.port())) {
      client.begin(METHOD, "x", "y".repeat(9_000));
      client.flush();
      assertThat(client.await(RawHttp2.HEADERS)).isNotNull();
    }
    assertThat(handler.begun.availablePermits()).isZero();
  }

  @Test
  void settingsWithoutEnd_doNotFillTheMemory() throws Exception {
    start("", PATIENT);
    try (RawHttp2 client = new RawHttp2(server.port())) {
      for (int i = 0; i < 20_000; i++) client.frame(RawHttp2.SETTINGS, 0, 0);
      flushQuietly(client);
      // Whether the server answers them all or ends the connection: a good client is served.
    }
  }

  @Test
  void plainHttp_endsTheConnection() throws Exception {
    start("", PATIENT);
    try (RawClient client = new RawClient(new InetSocketAddress("127.0.0.1", server.port()))) {
      client.send("POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
      while (!client.isEnded()) Thread.onSpinWait();
    }
  }

  @Test
  void beyondMaxConnections_theNextIsClosed() throws Exception {
    start("max_connections: 2", PATIENT);
    try (RawHttp2 first = new RawHttp2(server.port());
        RawHttp2 second = new RawHttp2(server.port())) {
      assertThat(first.await(RawHttp2.SETTINGS)).isNotNull();
      assertThat(second.await(RawHttp2.SETTINGS)).isNotNull();
      try (RawHttp2 third = new RawHttp2(server.port())) {
        assertThat(third.await(RawHttp2.SETTINGS)).isNull();
      } catch (IOException reset) {
        assertThat(reset).isNotNull();
      }
      assertThat(server.connections().refused()).isEqualTo(1);
    }
    while (server.connections().open() > 0) Thread.onSpinWait();
  }

  @Test
  void aHandlerThatFails_isOurFault_andSaidSo() throws Exception {
    start("", PATIENT);
    handler.failsAt = "begin";
    try (RawHttp2 client = new RawHttp2(server.port())) {
      client.begin(METHOD);
      client.flush();
      assertThat(client.await(RawHttp2.HEADERS)).isNotNull();
      handler.failsAt = "message";
      int stream = client.begin(METHOD);
      client.frame(RawHttp2.DATA, RawHttp2.END_STREAM, stream, message(3, 3)).flush();
      assertThat(client.await(RawHttp2.HEADERS)).isNotNull();
    }
    handler.failsAt = "";
  }

  private void start(String yaml, GrpcLimits limits) throws Exception {
    GrpcServerConfig config =
        GrpcServerConfig.read(Sections.parse(yaml), new Endpoint("127.0.0.1", 0));
    server = new GrpcServer(config, limits, loops, Map.of(METHOD, handler), Clock.SYSTEM);
    server.start();
  }

  private void assertServes(RawHttp2 client) throws IOException {
    handler.answers = true;
    int stream = client.begin(METHOD);
    client.frame(RawHttp2.DATA, RawHttp2.END_STREAM, stream, message(3, 3)).flush();
    RawHttp2.Frame answer = client.await(RawHttp2.HEADERS);
    assertThat(answer).isNotNull();
    assertThat(answer.stream()).isEqualTo(stream);
  }

  /** A message that claims {@code length} bytes and has {@code sent}. */
  private static byte[] message(int length, int sent) {
    byte[] message = new byte[5 + sent];
    for (int i = 0; i < 4; i++) message[1 + i] = (byte) (length >>> (24 - 8 * i));
    return message;
  }

  /** The server may have hung up before it has read everything. */
  private static void flushQuietly(RawHttp2 client) {
    try {
      client.flush();
    } catch (IOException hungUp) {
      // What it said before can still be read.
    }
  }

  private static void assertEndedForCalm(RawHttp2 client) throws IOException {
    RawHttp2.Frame goAway = client.await(RawHttp2.GOAWAY);
    // The farewell is lost if our own frames are still under way when the socket closes.
    if (goAway != null) assertThat(goAway.error()).isEqualTo(RawHttp2.ENHANCE_YOUR_CALM);
    while (goAway != null) goAway = client.await(RawHttp2.GOAWAY);
  }

  /** Answers with nothing, and counts. */
  private static final class Counting implements UnaryHandler {
    final Semaphore begun = new Semaphore(0);
    final Semaphore abandoned = new Semaphore(0);
    final AtomicInteger messages = new AtomicInteger();
    final AtomicInteger mostRoom = new AtomicInteger();
    volatile String failsAt = "";
    volatile boolean answers = true;
    volatile boolean room = true;

    @Override
    public Exchange begin(GrpcHead head) {
      begun.release();
      if (failsAt.equals("begin")) throw new IllegalStateException("as asked");
      return new Exchange() {
        @Override
        public @Nullable GrpcAnswer refusal() {
          return null;
        }

        @Override
        public boolean grow(long totalBytes) {
          mostRoom.accumulateAndGet((int) totalBytes, Math::max);
          return room;
        }

        @Override
        public GrpcAnswer noRoom() {
          return GrpcAnswer.error(GrpcAnswer.UNAVAILABLE, "no room");
        }

        @Override
        public void message(byte[] body, Consumer<GrpcAnswer> answer) {
          if (failsAt.equals("message")) throw new IllegalStateException("as asked");
          messages.incrementAndGet();
          if (answers) answer.accept(GrpcAnswer.ok(ByteSlice.EMPTY));
        }

        @Override
        public void abandoned() {
          abandoned.release();
        }
      };
    }
  }
}
