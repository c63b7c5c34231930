package dev.sluice.net.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Stream;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;

class CallStreamsTest {
  private static final int STREAMS = 100;

  private final CallStreams streams = new CallStreams(STREAMS);

  @Test
  void aStreamThatWasReset_isKnownAsSuch_afterItHasGone() throws Exception {
    Http2Stream call = streams.remote().createStream(1, false);
    streams.hushed(1);
    assertThat(streams.stream(1)).isSameAs(call);
    call.resetSent().close();
    Http2Stream past = streams.stream(1);
    assertThat(past).isNotNull();
    assertThat(past.state()).isEqualTo(Http2Stream.State.CLOSED);
    assertThat(past.isResetSent()).isTrue();
    assertThat(streams.stream(3)).isNull();
  }

  @Test
  void asManyAsMayBeOpen_areKnown() {
    for (int max : new int[] {1, 100, 128, 129, 1000}) {
      var connection = new CallStreams(max);
      for (int i = 0; i < max; i++) connection.hushed(2 * i + 1);
      for (int i = 0; i < max; i++) assertThat(connection.stream(2 * i + 1)).isNotNull();
    }
  }

  @Test
  void aConnectionWithoutLimit_remembersABoundedNumber() {
    var connection = new CallStreams(Integer.MAX_VALUE);
    for (int i = 0; i < 5000; i++) connection.hushed(2 * i + 1);
    assertThat(connection.stream(1)).isNull();
    assertThat(connection.stream(9_999)).isNotNull();
  }

  @Test
  void aRefusedStream_mayHaveExisted_andOthersAreUntouched() {
    streams.hushed(7);
    assertThat(streams.streamMayHaveExisted(7)).isTrue();
    assertThat(streams.streamMayHaveExisted(9)).isFalse();
    assertThat(streams.stream(0)).isSameAs(streams.connectionStream());
  }

  /** A client that is refused again and again would fill the memory with its calls' headers. */
  @Test
  void nothingOfACall_isKeptAfterItsEnd() throws Exception {
    var call = new WeakReference<>(reset(1));
    for (int i = 0; i < 100 && call.get() != null; i++) System.gc();
    assertThat(call.get()).isNull();
    assertThat(streams.stream(1)).isNotNull();
  }

  private Http2Stream reset(int id) throws Exception {
    Http2Stream call = streams.remote().createStream(id, false);
    call.resetSent();
    streams.hushed(id);
    call.close();
    return call;
  }
}
