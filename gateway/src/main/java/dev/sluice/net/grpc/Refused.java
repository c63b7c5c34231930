package dev.sluice.net.grpc;

import org.jspecify.annotations.Nullable;

/** A message that cannot be taken. Without a stack trace: it is an answer to a client. */
final class Refused extends Exception {
  private static final long serialVersionUID = 1;

  private final transient @Nullable GrpcAnswer answer;

  private Refused(@Nullable GrpcAnswer answer) {
    super(answer == null ? "no room" : answer.text(), null, false, false);
    this.answer = answer;
  }

  static Refused with(int code, String text) {
    return new Refused(GrpcAnswer.error(code, text));
  }

  /** Whoever was asked for room knows what to say. */
  static Refused noRoom() {
    return new Refused(null);
  }

  /** Null: there is no room. */
  @Nullable GrpcAnswer answer() {
    return answer;
  }
}
