package dev.sluice.exporter.prometheusremotewrite;

import org.jspecify.annotations.Nullable;

/**
 * A string that requests of remote write 2.0 refer to by number. There is one object for one
 * content ({@link SymbolTable}), so that each request says it once. Owner: the encoder's thread.
 */
final class Symbol {
  final byte[] utf8;
  final int hash;

  /** The next one in its bucket of the table. */
  @Nullable Symbol chain;

  /** Series, metrics and exemplars that use it; at 0 it leaves the table. */
  int users;

  // Its number in the request with the number `request`; see RequestSymbols.
  long request;
  int ref;

  Symbol(byte[] utf8, int hash) {
    this.utf8 = utf8;
    this.hash = hash;
  }

  /** About what it takes in memory. */
  int sizeInBytes() {
    return 72 + utf8.length;
  }
}
