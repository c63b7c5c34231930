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
   * Asks every gate and reserves {@code bytes} in every branch, or refuses. {@code bytes} is the
   * best guess at the body's size in memory; {@link Admission#resize} corrects it. Any thread.
   */
  Admission admit(long bytes);
}
