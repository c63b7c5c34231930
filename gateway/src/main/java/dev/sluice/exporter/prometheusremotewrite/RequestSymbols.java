package dev.sluice.exporter.prometheusremotewrite;

import dev.sluice.wire.Varint;
import java.util.ArrayList;

/**
 * The strings of one request of remote write 2.0, numbered in the order in which they were first
 * used; number 0 is the empty one. Not for several threads.
 */
final class RequestSymbols {
  private static final int SYMBOLS = 4;
  private static final byte SYMBOLS_TAG = SYMBOLS << 3 | 2;

  private final Symbol empty;
  private final ArrayList<Symbol> symbols = new ArrayList<>();
  private long request;
  private long bytes;

  RequestSymbols(Symbol empty) {
    this.empty = empty;
  }

  /** Begins the request of that number, which no other has. */
  void begin(long newRequest) {
    request = newRequest;
    symbols.clear();
    bytes = 0;
    number(empty);
  }

  /** The number of a string in the present request. */
  int ref(Symbol symbol) {
    return symbol.request == request ? symbol.ref : number(symbol);
  }

  /**
   * Writes the numbers of these at {@code at}, where there is room, and returns the index after.
   */
  int writeRefs(Symbol[] of, byte[] out, int at) {
    int pos = at;
    for (Symbol symbol : of) {
      int ref = ref(symbol);
      if (ref < 0x80) {
        out[pos++] = (byte) ref;
      } else if (ref < 0x4000) {
        out[pos] = (byte) (ref | 0x80);
        out[pos + 1] = (byte) (ref >>> 7);
        pos += 2;
      } else {
        pos = Varint.write(out, pos, ref);
      }
    }
    return pos;
  }

  private int number(Symbol symbol) {
    symbol.request = request;
    symbol.ref = symbols.size();
    symbols.add(symbol);
    bytes += Varint.sizeOfLen(SYMBOLS, symbol.utf8.length);
    return symbol.ref;
  }

  /** What {@link #writeTo} will write. */
  long bytes() {
    return bytes;
  }

  /** Writes the table at {@code at}, where there is room, and returns the index after it. */
  int writeTo(byte[] out, int at) {
    int pos = at;
    for (int i = 0; i < symbols.size(); i++) {
      byte[] utf8 = symbols.get(i).utf8;
      out[pos] = SYMBOLS_TAG;
      pos = Varint.write(out, pos + 1, utf8.length);
      System.arraycopy(utf8, 0, out, pos, utf8.length);
      pos += utf8.length;
    }
    return pos;
  }
}
