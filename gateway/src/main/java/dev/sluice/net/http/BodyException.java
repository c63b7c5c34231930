package dev.sluice.net.http;

import dev.sluice.net.http.BodyProblem.Reason;

/** Carries a {@link BodyProblem} up to where it is answered. Without a stack trace. */
final class BodyException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient BodyProblem problem;

  BodyException(Reason reason, String message) {
    super(message, null, false, false);
    this.problem = new BodyProblem(reason, message);
  }

  BodyProblem problem() {
    return problem;
  }
}
