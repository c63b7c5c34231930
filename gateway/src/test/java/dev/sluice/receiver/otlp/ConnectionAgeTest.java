package dev.sluice.receiver.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.otlp.Signal;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client's connection is renewed, so that replicas share the load, and no request is lost. */
@Timeout(60)
class ConnectionAgeTest {
  private static final byte[] SPANS = Requests.smallest(Signal.TRACES).bytes();

  @Test
  void anOldGrpcConnection_isReplacedWithoutALostCall() throws Exception {
    String aged = "keepalive: {server_parameters: {max_connection_age: 1s}}";
    var renewals = new AtomicInteger();
    int calls = 0;
    try (Doors doors = Doors.open(aged, "");
        GrpcCaller caller = new GrpcCaller(doors.grpcPort())) {
      caller.onConnectionLost(renewals::incrementAndGet);
      while (renewals.get() < 1) {
        assertThat(caller.call(Signal.TRACES, SPANS).status().isOk()).isTrue();
        calls++;
      }
      assertThat(caller.call(Signal.TRACES, SPANS).status().isOk()).isTrue();
      assertThat(doors.intake(Signal.TRACES).accepted()).hasSize(calls + 1);
    }
  }
}
