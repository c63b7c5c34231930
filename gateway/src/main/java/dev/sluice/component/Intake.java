package dev.sluice.component;

import dev.sluice.otlp.Signal;

/**
 * A receiver's way into all pipelines that it feeds with one signal. Room comes before data: a
 * request is admitted before its body is read, and what is admitted will not be thrown away for
 * want of room.
 */
public interface Intake {
  Signal signal();

  /**
   * Asks every gate and reserves {@code bytes} in every branch, or refuses. {@link
   * Admission#resize} makes it more as the body comes. Any thread.
   *
   * @param announced what the sender says that the whole will have, for which nothing is reserved
   *     but there must be room now; {@code bytes} if it does not say
   */
  Admission admit(long bytes, long announced);

  /** As above, for a request whose size is known. */
  default Admission admit(long bytes) {
    return admit(bytes, bytes);
  }
}
