package dev.sluice.data;

/** What a pipeline promises by answering a request with success. */
public enum Acknowledge {
  /** The data is in bounded memory that has room for it. */
  RECEIVED,
  /** It is on disk, fsynced, in every exporter that delivers. */
  PERSISTED,
  /** Every backend has it, or has rejected it. */
  DELIVERED
}
