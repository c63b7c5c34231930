package dev.sluice.sending.storage;

/**
 * What a log held a moment ago. {@code appendedItems = delivered + rejected + dropped + moved +
 * openItems}, since the log began.
 *
 * @param bytes of all files
 * @param appendedItems of all records that ever were, moved ones counted again
 * @param oldestMillis wall clock when the oldest open record was appended; MAX_VALUE: there is none
 * @param roomBytes of payloads that it would still take
 * @param maxBytes that the files may have, as configured
 * @param usableBytes that are left on the file system, when that was last looked at
 */
public record LogView(
    long bytes,
    int segments,
    int openRecords,
    long openItems,
    long appendedItems,
    long delivered,
    long rejected,
    long dropped,
    long oldestMillis,
    long roomBytes,
    long maxBytes,
    long usableBytes) {

  public static final LogView NONE = new LogView(0, 0, 0, 0, 0, 0, 0, 0, Long.MAX_VALUE, 0, 0, 0);
}
