package dev.sluice.wrong.elsewhere;

/** Breaks: every class stands in a room. */
public final class Homeless {}
