package dev.sluice.config;

/** A component that is defined, used or not, and whose type this build has. */
public record Component(ComponentKind kind, ComponentId id, Section section) {
  /** Where its name stands. */
  public Span span() {
    return section.span();
  }
}
