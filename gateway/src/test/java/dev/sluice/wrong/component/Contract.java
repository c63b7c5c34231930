package dev.sluice.wrong.component;

/** Keeps the rules. */
public final class Contract {}
