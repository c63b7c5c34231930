package dev.sluice.net.grpc;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Serves one unary method. Runs on event loops, for several calls at once; must not block. */
@FunctionalInterface
public interface UnaryHandler {
  /** A call has begun and none of its message has been read: the moment to refuse it. */
  Exchange begin(GrpcHead head);

  /**
   * One call. Unless it is refused at once, exactly one of {@link #message} and {@link #abandoned}
   * is called, last. The calls come one after the other, though not all from one thread.
   */
  interface Exchange {
    /** Not null: the call is answered so, its message is not read, nothing else is called. */
    @Nullable GrpcAnswer refusal();

    /**
     * Whether the call may hold that many bytes in all. Asked before the first byte is read, as the
     * message comes, and for what decompression adds.
     */
    boolean grow(long totalBytes);

    /** What to answer after {@link #grow} has said no; {@link #abandoned} follows. */
    GrpcAnswer noRoom();

    /**
     * The message is here, whole and decompressed, in an array of exactly its length, which is the
     * exchange's from now on. To be answered exactly once, now or later, from any thread.
     */
    void message(byte[] body, Consumer<GrpcAnswer> answer);

    /** No message will come: the client has gone, or what it sent could not be taken. */
    void abandoned();
  }
}
