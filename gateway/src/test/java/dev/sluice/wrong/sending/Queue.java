package dev.sluice.wrong.sending;

/** Keeps the rules. */
public final class Queue {}
