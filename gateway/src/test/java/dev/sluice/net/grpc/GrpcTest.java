package dev.sluice.net.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.component.Clock;
import dev.sluice.config.Section;
import dev.sluice.config.Sections;
import dev.sluice.net.Endpoint;
import dev.sluice.net.EventLoops;
import dev.sluice.net.ListenException;
import dev.sluice.net.codec.Body;
import dev.sluice.wire.ByteSlice;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our server and our client, over real sockets. */
class GrpcTest {
  private static final String METHOD = "test.v1.Echo/Export";

  private final EventLoops loops = new EventLoops(2);
  private final Echo echo = new Echo();
  private GrpcServer server;

  @BeforeEach
  void start() throws Exception {
    server = server("max_recv_msg_size_mib: 1");
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(Duration.ofSeconds(5));
    loops.close();
  }

  private GrpcServer server(String yaml) throws Exception {
    GrpcServerConfig config =
        GrpcServerConfig.read(Sections.parse(yaml), new Endpoint("127.0.0.1", 0));
    return new GrpcServer(config, loops, Map.of(METHOD, echo), Clock.SYSTEM);
  }

  private GrpcSender sender(String yaml) throws Exception {
    return sender(METHOD, yaml);
  }

  private GrpcSender sender(String method, String yaml) throws Exception {
    Section section =
        Sections.parse(
            "endpoint: 127.0.0.1:%d\ntls: {insecure: true}\n%s".formatted(server.port(), yaml));
    GrpcClientConfig config = GrpcClientConfig.read(section, Duration.ofSeconds(30));
    return new GrpcSender(config, method, loops, "1.0", System::nanoTime);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip", "zstd", "snappy"})
  void aMessage_arrivesAsItWasSent(String compression) throws Exception {
    byte[] message = new byte[200_000];
    new Random(7).nextBytes(message);
    Arrays.fill(message, 1000, 150_000, (byte) 'x');
    try (GrpcSender sender = sender("compression: " + compression)) {
      Body body = Body.of(List.of(slice(message, 0, 60_000), slice(message, 60_000, 140_000)));
      GrpcReply reply = sender.call(body);
      assertThat(reply.code()).as(reply.text()).isEqualTo(GrpcAnswer.OK);
      assertThat(reply.message().toByteArray()).isEqualTo(message);
    }
    assertThat(echo.abandoned.get()).isZero();
  }

  private static ByteSlice slice(byte[] array, int offset, int length) {
    return ByteSlice.of(array, offset, length);
  }

  @Test
  void theHandler_seesTheHeadersBeforeTheMessage() throws Exception {
    try (GrpcSender sender = sender("headers: {X-Scope-OrgID: acme}")) {
      sender.call(Body.of(ByteSlice.utf8("x")));
    }
    assertThat(echo.head.headers().get("x-scope-orgid")).containsExactly("acme");
    assertThat(echo.head.headers().get("host").get(0)).startsWith("127.0.0.1:");
    assertThat(echo.head.peer()).isEqualTo("127.0.0.1");
    assertThat(echo.head.headers().get("user-agent").get(0)).startsWith("Sluice/1.0 ");
  }

  @Test
  void aRefusal_answersBeforeTheMessageIsRead_withDetails() throws Exception {
    echo.refusal = GrpcAnswer.error(GrpcAnswer.UNAVAILABLE, "no room", ByteSlice.utf8("details"));
    try (GrpcSender sender = sender("")) {
      GrpcReply reply = sender.call(Body.of(new byte[500_000]));
      assertThat(reply.code()).isEqualTo(GrpcAnswer.UNAVAILABLE);
      assertThat(reply.text()).isEqualTo("no room");
      assertThat(reply.details()).isEqualTo(ByteSlice.utf8("details"));
    }
    assertThat(echo.messages.get()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip", "zstd", "snappy"})
  void aMessageBeyondTheLimit_isResourceExhausted_andItsRoomIsGivenBack(String compression)
      throws Exception {
    try (GrpcSender sender = sender("compression: " + compression)) {
      GrpcReply reply = sender.call(Body.of(new byte[(1 << 20) + 1]));
      assertThat(reply.code()).as(reply.text()).isEqualTo(GrpcAnswer.RESOURCE_EXHAUSTED);
    }
    assertThat(echo.messages.get()).isZero();
    assertThat(echo.gone.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void room_isAskedForAsTheMessageComes_notForTheLargestThereMayBe() throws Exception {
    try (GrpcSender sender = sender("compression: none")) {
      sender.call(Body.of(new byte[10]));
      assertThat(echo.reserved).hasValue(2 * 1024);
      sender.call(Body.of(new byte[50_000]));
      assertThat(echo.reserved).hasValue(50_000);
      sender.call(Body.of(new byte[300_000]));
      assertThat(echo.reserved.get()).isBetween(300_000L, 600_000L);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip"})
  void withoutRoom_aCallIsRefusedOnItsWay(String compression) throws Exception {
    echo.room = 100_000;
    try (GrpcSender sender = sender("compression: " + compression)) {
      GrpcReply reply = sender.call(Body.of(new byte[1_000_000]));
      assertThat(reply.code()).as(reply.text()).isEqualTo(GrpcAnswer.UNAVAILABLE);
      assertThat(reply.details()).isEqualTo(ByteSlice.utf8("hint"));
      assertThat(echo.gone.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
      echo.room = 10;
      assertThat(sender.call(Body.of(new byte[1])).text()).isEqualTo("no room");
      echo.room = Long.MAX_VALUE;
      assertThat(sender.call(Body.of(new byte[1_000_000])).code()).isEqualTo(GrpcAnswer.OK);
    }
    assertThat(echo.messages.get()).isEqualTo(1);
    assertThat(echo.abandoned.get()).isEqualTo(2);
  }

  @Test
  void anUnknownMethod_isUnimplemented() throws Exception {
    try (GrpcSender sender = sender("test.v1.Other/Export", "")) {
      assertThat(sender.call(Body.of(new byte[1])).code()).isEqualTo(GrpcAnswer.UNIMPLEMENTED);
    }
  }

  @Test
  void anError_carriesItsWords() throws Exception {
    echo.answer = body -> GrpcAnswer.error(GrpcAnswer.INVALID_ARGUMENT, "malformed at byte 3");
    try (GrpcSender sender = sender("")) {
      GrpcReply reply = sender.call(Body.of(new byte[1]));
      assertThat(reply.code()).isEqualTo(GrpcAnswer.INVALID_ARGUMENT);
      assertThat(reply.text()).isEqualTo("malformed at byte 3");
    }
  }

  @Test
  void anAnswerMayComeLater_fromAnotherThread() throws Exception {
    var threads = Executors.newSingleThreadExecutor();
    echo.later = threads::execute;
    try (GrpcSender sender = sender("")) {
      assertThat(sender.call(Body.of(ByteSlice.utf8("late"))).message())
          .isEqualTo(ByteSlice.utf8("late"));
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void aDeadline_endsTheCall() throws Exception {
    echo.later = never -> {};
    try (GrpcSender sender = sender("timeout: 50ms")) {
      assertThat(sender.call(Body.of(new byte[1])).code()).isEqualTo(GrpcAnswer.DEADLINE_EXCEEDED);
    }
  }

  @Test
  void stop_letsCallsUnderWayEnd_andTakesNoMore() throws Exception {
    var held = new LinkedBlockingQueue<Runnable>();
    echo.later = held::add;
    try (GrpcSender sender = sender("")) {
      var reply = CompletableFuture.supplyAsync(() -> sender.call(Body.of(new byte[1])));
      Runnable answer = held.take();
      int port = server.port();
      var stopping = new Thread(() -> server.stop(Duration.ofSeconds(20)));
      stopping.start();
      assertThatThrownBy(() -> connectForEver(port)).isInstanceOf(IOException.class);
      answer.run();
      assertThat(code(reply)).isEqualTo(GrpcAnswer.OK);
      stopping.join(10_000);
      assertThat(stopping.isAlive()).isFalse();
    }
  }

  private static void connectForEver(int port) throws IOException {
    while (true) new Socket("127.0.0.1", port).close();
  }

  @Test
  void closing_endsCallsUnderWay() throws Exception {
    var arrived = new Semaphore(0);
    echo.later = never -> arrived.release();
    GrpcSender sender = sender("");
    var reply = CompletableFuture.supplyAsync(() -> sender.call(Body.of(new byte[1])));
    assertThat(arrived.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    sender.close();
    assertThat(code(reply)).isEqualTo(GrpcAnswer.UNAVAILABLE);
  }

  private static int code(CompletableFuture<GrpcReply> reply)
      throws ExecutionException, InterruptedException {
    return reply.get().code();
  }

  @Test
  void aServerThatIsNotThere_isUnavailable() throws Exception {
    GrpcSender sender = sender("");
    server.stop(Duration.ZERO);
    try (sender) {
      GrpcReply reply = sender.call(Body.of(new byte[1]));
      assertThat(reply.code()).isEqualTo(GrpcAnswer.UNAVAILABLE);
      assertThat(reply.text()).containsIgnoringCase("refused");
    }
  }

  @Test
  void aPortInUse_isSaid() throws Exception {
    GrpcServer second = server("endpoint: 127.0.0.1:" + server.port());
    assertThatThrownBy(second::start)
        .isInstanceOf(ListenException.class)
        .hasMessage(
            "cannot listen on 127.0.0.1:%d: the address is in use by another process"
                .formatted(server.port()));
  }

  /** Answers with the message, unless a test says otherwise. */
  private static final class Echo implements UnaryHandler {
    final AtomicInteger messages = new AtomicInteger();
    final AtomicInteger abandoned = new AtomicInteger();
    final Semaphore gone = new Semaphore(0);
    final AtomicLong reserved = new AtomicLong();
    volatile long room = Long.MAX_VALUE;
    volatile GrpcHead head;
    volatile @Nullable GrpcAnswer refusal;
    volatile Function<byte[], GrpcAnswer> answer = body -> GrpcAnswer.ok(ByteSlice.of(body));
    volatile Consumer<Runnable> later = Runnable::run;

    @Override
    public Exchange begin(GrpcHead begun) {
      head = begun;
      return new Exchange() {
        @Override
        public @Nullable GrpcAnswer refusal() {
          return refusal;
        }

        @Override
        public boolean grow(long totalBytes) {
          reserved.accumulateAndGet(totalBytes, Math::max);
          return totalBytes <= room;
        }

        @Override
        public GrpcAnswer noRoom() {
          return GrpcAnswer.error(GrpcAnswer.UNAVAILABLE, "no room", ByteSlice.utf8("hint"));
        }

        @Override
        public void message(byte[] body, Consumer<GrpcAnswer> reply) {
          messages.incrementAndGet();
          later.accept(() -> reply.accept(answer.apply(body)));
        }

        @Override
        public void abandoned() {
          abandoned.incrementAndGet();
          gone.release();
        }
      };
    }
  }
}
