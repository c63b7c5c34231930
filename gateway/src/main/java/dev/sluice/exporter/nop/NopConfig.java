package dev.sluice.exporter.nop;

/** There is nothing to set. */
record NopConfig() {}
