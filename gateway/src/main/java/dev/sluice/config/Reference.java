package dev.sluice.config;

/** A component's name where it is used. */
public record Reference(ComponentId id, Span span) {}
