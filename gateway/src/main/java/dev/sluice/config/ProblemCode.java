package dev.sluice.config;

/**
 * What kind of mistake a problem is. The code is stable: people search for it. {@link Code} has
 * those of the configuration itself; other rooms may keep an enum of their own.
 */
public interface ProblemCode {
  /** {@code SL2104}. */
  String id();

  /** A few words. */
  String title();

  /** One paragraph for an operator: what it means, what happens, what to do. */
  String explanation();
}
