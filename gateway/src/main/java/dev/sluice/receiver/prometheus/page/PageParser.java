package dev.sluice.receiver.prometheus.page;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads a page from a stream and tells a visitor what stands on it. Memory is bounded by the
 * longest entry, whatever the length of the page, and no entry may be longer than {@link
 * #MAX_ENTRY_BYTES}. Takes every page that Prometheus takes and refuses what Prometheus refuses;
 * the only exceptions are {@link PageException} and the stream's own.
 *
 * <p>May be used for one page after the other, by one thread at a time; keeps its buffer.
 */
public final class PageParser {
  /** A sample with its labels, a help text, a metric. Prometheus has no bound here. */
  public static final int MAX_ENTRY_BYTES = 1 << 20;

  private static final int FIRST_BUFFER_BYTES = 1 << 16;

  private final NativeHistograms natives;
  private byte[] buffer = new byte[FIRST_BUFFER_BYTES];

  /** Reads classic histograms only. */
  public PageParser() {
    this(NativeHistograms.IGNORED);
  }

  public PageParser(NativeHistograms natives) {
    this.natives = natives;
  }

  /** Reads {@code page} to its end, but does not close it. */
  public void parse(InputStream page, PageFormat format, PageVisitor visitor)
      throws IOException, PageException {
    switch (format) {
      case TEXT -> parse(page, new TextGrammar(visitor));
      case OPENMETRICS -> parse(page, new OpenMetricsGrammar(visitor));
      case PROTOBUF -> buffer = new ProtobufPage(page, buffer, visitor, natives).read();
    }
  }

  private void parse(InputStream page, Grammar grammar) throws IOException, PageException {
    int size = 0;
    boolean ended = false;
    while (!ended) {
      size = makeRoom(size, grammar);
      int room = buffer.length - 1 - size;
      // Whole buffers only: a page that comes in drops is not read once per drop.
      int read = page.readNBytes(buffer, size, room);
      ended = read < room;
      size += read;
      // The last line's newline may be missing. There is always a byte of room for it.
      if (ended && size > 0 && buffer[size - 1] != '\n') buffer[size++] = '\n';
      size = readEntries(grammar, size, ended);
    }
    grammar.end();
  }

  private int makeRoom(int size, Grammar grammar) throws PageException {
    if (size < buffer.length - 1) return size;
    if (size > MAX_ENTRY_BYTES) {
      throw grammar.error("the line is longer than " + MAX_ENTRY_BYTES + " bytes");
    }
    buffer = Arrays.copyOf(buffer, buffer.length * 2);
    return size;
  }

  /** Reads what is complete and moves the rest to the front; returns the rest's size. */
  private int readEntries(Grammar grammar, int size, boolean ended) throws PageException {
    int last = size - 1;
    while (last >= 0 && buffer[last] != '\n') last--;
    int at = 0;
    while (at <= last) {
      int next = grammar.entry(buffer, at, last);
      if (next == Grammar.INCOMPLETE) {
        if (ended) throw grammar.error("a quoted string is not closed");
        break;
      }
      at = next;
    }
    System.arraycopy(buffer, at, buffer, 0, size - at);
    return size - at;
  }
}
