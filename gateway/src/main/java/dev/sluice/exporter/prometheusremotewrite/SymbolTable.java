package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.wire.ByteSlice;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All strings of the cached series, by content. A string stays while somebody uses it. Not for
 * several threads.
 */
final class SymbolTable {
  private @Nullable Symbol[] buckets = new Symbol[1024];
  private int size;
  private long bytes;

  /** About what all of them take in memory. */
  long bytes() {
    return bytes;
  }

  int size() {
    return size;
  }

  Symbol acquire(ByteSlice text) {
    return acquire(text.array(), text.offset(), text.end());
  }

  /** The symbol with these bytes, made if there is none; counts one user more. */
  Symbol acquire(byte[] array, int from, int to) {
    int hash = ByteSlice.hash(array, from, to - from);
    for (Symbol s = buckets[hash & (buckets.length - 1)]; s != null; s = s.chain) {
      if (s.hash == hash && Arrays.equals(s.utf8, 0, s.utf8.length, array, from, to)) {
        s.users++;
        return s;
      }
    }
    if (size >= buckets.length) grow();
    var symbol = new Symbol(Arrays.copyOfRange(array, from, to), hash);
    symbol.users = 1;
    link(symbol);
    size++;
    bytes += symbol.sizeInBytes();
    return symbol;
  }

  /** Counts one user less; the last one takes it out of the table. */
  void release(Symbol symbol) {
    if (--symbol.users > 0) return;
    unlink(symbol);
    size--;
    bytes -= symbol.sizeInBytes();
  }

  private void link(Symbol symbol) {
    int bucket = symbol.hash & (buckets.length - 1);
    symbol.chain = buckets[bucket];
    buckets[bucket] = symbol;
  }

  private void unlink(Symbol symbol) {
    int bucket = symbol.hash & (buckets.length - 1);
    Symbol before = null;
    for (Symbol s = buckets[bucket]; s != null && s != symbol; s = s.chain) before = s;
    if (before == null) {
      buckets[bucket] = symbol.chain;
    } else {
      before.chain = symbol.chain;
    }
    symbol.chain = null;
  }

  private void grow() {
    @Nullable Symbol[] old = buckets;
    buckets = new Symbol[old.length * 2];
    for (Symbol head : old) {
      for (Symbol s = head; s != null; ) {
        Symbol next = s.chain;
        link(s);
        s = next;
      }
    }
  }
}
