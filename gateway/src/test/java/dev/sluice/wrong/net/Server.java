package dev.sluice.wrong.net;

/** Keeps the rules. */
public final class Server {}
