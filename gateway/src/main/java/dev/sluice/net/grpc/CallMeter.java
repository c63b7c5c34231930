package dev.sluice.net.grpc;

import dev.sluice.net.codec.Room;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import org.jspecify.annotations.Nullable;

/**
 * Counts a call's bytes as they are read from the network, long before the message is whole. Made
 * by grpc with the stream; the call finds it in its context.
 */
final class CallMeter extends ServerStreamTracer {
  private static final Context.Key<CallMeter> KEY = Context.key("sluice-call-meter");

  static final ServerStreamTracer.Factory FACTORY =
      new ServerStreamTracer.Factory() {
        @Override
        public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
          return new CallMeter();
        }
      };

  private long counted; // the event loop's
  private volatile long bytes;
  private @Nullable UnaryCall call;

  /** The meter of the call that this thread is at; null outside a server's call. */
  static @Nullable CallMeter current() {
    return KEY.get();
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

  @Override
  public Context filterContext(Context context) {
    return context.withValue(KEY, this);
  }

  /** Called on the connection's event loop alone. */
  @Override
  public void inboundWireSize(long more) {
    counted += more;
    bytes = counted;
    if (call != null) call.arrived(counted);
  }
}
