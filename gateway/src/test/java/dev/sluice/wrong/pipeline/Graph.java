package dev.sluice.wrong.pipeline;

/** Keeps the rules. */
public final class Graph {}
