package dev.sluice.sending.storage;

/**
 * What is left of a record of which a part was settled, when the log is closed.
 *
 * @param settled how the items that are not in {@code payload} ended, since the record was handed
 *     out
 */
public record Rest(long seq, Settlement settled, Payload payload) {}
