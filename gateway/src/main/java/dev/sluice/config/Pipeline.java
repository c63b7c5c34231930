package dev.sluice.config;

import java.util.List;

/**
 * A pipeline as written. The references are defined, and each stands once in its list.
 *
 * @param id its type is the signal: {@code traces}, {@code metrics} or {@code logs}
 * @param span where its name stands
 */
public record Pipeline(
    ComponentId id,
    Span span,
    List<Reference> receivers,
    List<Reference> processors,
    List<Reference> exporters) {}
