package dev.sluice.sending.storage;

import java.io.IOException;
import java.io.OutputStream;

/**
 * What is to be a record. Written on the log's I/O thread, straight from where its bytes lie; they
 * must not change until the log has answered.
 */
public interface Payload {
  /** Exactly as many bytes as {@link #writeTo} writes. */
  int length();

  /** Spans, data points or log records in it; 1 or more. */
  int items();

  void writeTo(OutputStream out) throws IOException;
}
