package dev.sluice.net.grpc;

import dev.sluice.net.EventLoops;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * The calls whose message is not whole yet, so that those which take too long can be ended: an open
 * stream that sends nothing would hold its room for ever. Any thread.
 */
final class OpenCalls {
  private final Set<UnaryCall> calls = ConcurrentHashMap.newKeySet();
  private final GrpcLimits limits;
  private final long maxMessageBytes;
  private final LongSupplier nanoTime;
  private final EventLoops loops;

  OpenCalls(GrpcLimits limits, long maxMessageBytes, LongSupplier nanoTime, EventLoops loops) {
    this.loops = loops;
    this.limits = limits;
    this.maxMessageBytes = maxMessageBytes;
    this.nanoTime = nanoTime;
  }

  GrpcLimits limits() {
    return limits;
  }

  long maxMessageBytes() {
    return maxMessageBytes;
  }

  long now() {
    return nanoTime.getAsLong();
  }

  /** The event loop that this thread is. */
  Executor currentLoop() {
    return loops.current();
  }

  void add(UnaryCall call) {
    calls.add(call);
  }

  void remove(UnaryCall call) {
    calls.remove(call);
  }

  /** To be called from time to time. */
  void endTheSlow() {
    long now = now();
    for (UnaryCall call : calls) call.checkPace(now);
  }
}
