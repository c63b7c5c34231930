package dev.sluice.wrong.cli;

/** Keeps the rules. */
public final class Main {}
