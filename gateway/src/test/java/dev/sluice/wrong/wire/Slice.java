package dev.sluice.wrong.wire;

/** Keeps the rules. */
public final class Slice {}
