package dev.sluice.net.grpc;

import dev.sluice.net.codec.Room;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Counts a call's bytes as they are read from the network, long before the message is whole. Made
 * by grpc with the stream. The call finds it by its thread, not in its context, which would cost a
 * few objects per call: with the direct executor, the event loop that made the stream or counted
 * its bytes goes on to the call at once.
 */
final class CallMeter extends ServerStreamTracer {
  /** The meter of the stream that this event loop is at. */
  private static final ThreadLocal<CallMeter[]> AT =
      ThreadLocal.withInitial(() -> new CallMeter[1]);

  static final ServerStreamTracer.Factory FACTORY =
      new ServerStreamTracer.Factory() {
        @Override
        public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
          var meter = new CallMeter();
          AT.get()[0] = meter;
          return meter;
        }
      };

  private long counted; // the event loop's
  private volatile long bytes;
  private @Nullable UnaryCall call;

  /** The meter of the call that this thread is at; null on a thread that serves none. */
  static @Nullable CallMeter current() {
    return AT.get()[0];
  }

  /** Who is told of each byte, and asked for room. */
  void watchedBy(UnaryCall watcher) {
    call = watcher;
  }

  long bytes() {
    return bytes;
  }

  /** For what decompression makes of the message. */
  static Room room() {
    CallMeter meter = current();
    UnaryCall call = meter == null ? null : meter.call;
    return call == null ? Room.ENDLESS : call::grow;
  }

  /** Called on the connection's event loop alone. */
  @Override
  public void inboundWireSize(long more) {
    AT.get()[0] = this;
    counted += more;
    bytes = counted;
    if (call != null) call.arrived(counted);
  }

  /** The stream is over: nothing of it is kept. */
  @Override
  public void streamClosed(Status status) {
    call = null;
  }
}
