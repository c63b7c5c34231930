package dev.sluice.net.http;

/**
 * One request's body on its way in. After {@link HttpHandler#onHead} has returned one, exactly one
 * of {@link #received}, {@link #refused} and {@link #cancelled} is called, all on the connection's
 * event loop. Must not block, and must not throw for anything that a client does.
 */
public interface Reception {

  /** The answer, without the body. What the client sends of it is thrown away. */
  static Reception answer(HttpAnswer answer) {
    return new Answered(answer);
  }

  /** The most that the body may have, both as it comes and decompressed. Bytes. */
  long maxBytes();

  /**
   * Whether the request may hold that many bytes in all. Asked for as the body comes, from its
   * first byte on, and for what decompression adds.
   */
  boolean grow(long totalBytes);

  /**
   * The whole body, decompressed, in an array of exactly its length, which is the reception's from
   * now on. {@code replier} must be used once, now or later, on any thread.
   */
  void received(byte[] body, Replier replier);

  /** The body cannot be taken; what was reserved is to be given back. Returns what to answer. */
  HttpAnswer refused(BodyProblem problem);

  /** The client is gone before the body was whole; what was reserved is to be given back. */
  void cancelled();
}
