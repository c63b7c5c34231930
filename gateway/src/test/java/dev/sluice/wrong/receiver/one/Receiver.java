package dev.sluice.wrong.receiver.one;

/** Keeps the rules. */
public final class Receiver {}
