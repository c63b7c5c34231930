package dev.sluice.net.grpc;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Serves one unary method. Runs on an event loop and must not block. */
@FunctionalInterface
public interface UnaryHandler {
  /**
   * A call has begun and none of its message has been read: the moment to make room for the largest
   * message there may be.
   */
  Exchange begin(GrpcHead head);

  /** One call. Exactly one of {@link #message} and {@link #abandoned} is called, unless refused. */
  interface Exchange {
    /** Not null: the call is answered so, and its message is not read. */
    @Nullable GrpcAnswer refusal();

    /**
     * The message is here, whole and decompressed, in an array of its own, which this takes over.
     * To be answered exactly once, now or later, from any thread.
     */
    void message(byte[] body, Consumer<GrpcAnswer> answer);

    /** No message will come: the client has gone, or what it sent could not be taken. */
    void abandoned();
  }
}
