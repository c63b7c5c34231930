package dev.sluice.receiver.prometheus.page;

import dev.sluice.wire.Utf8;

/**
 * What both formats have in common: names, quoted strings, label lists, numbers, and the words of a
 * complaint. A grammar reads one entry (a sample, a comment, an empty line) at a time from bytes
 * that end with a newline, and tells the visitor.
 */
abstract class Grammar {
  /** The entry has a quoted string that is not closed in what was read so far. */
  static final int INCOMPLETE = -1;

  private static final int MAX_EXCERPT = 80;

  private static final byte METRIC_START = 1;
  private static final byte METRIC_PART = 2;
  private static final byte LABEL_START = 4;
  private static final byte LABEL_PART = 8;
  private static final byte[] CLASSES = new byte[256];

  static {
    for (char c = 'a'; c <= 'z'; c++) CLASSES[c] = 15;
    for (char c = 'A'; c <= 'Z'; c++) CLASSES[c] = 15;
    for (char c = '0'; c <= '9'; c++) CLASSES[c] = METRIC_PART | LABEL_PART;
    CLASSES['_'] = 15;
    CLASSES[':'] = METRIC_START | METRIC_PART;
  }

  final PageVisitor visitor;
  final SampleLine sample = new SampleLine();
  final MetadataLine metadata = new MetadataLine();
  final NumberReader number = new NumberReader();
  private int entryLine = 1;
  private int innerLines;
  private int entryFrom;

  Grammar(PageVisitor visitor) {
    this.visitor = visitor;
  }

  /**
   * Reads the entry at {@code from} and returns the index after it. {@code array[last]} is a
   * newline, and no entry needs more than that newline, unless it says {@link #INCOMPLETE}.
   */
  final int entry(byte[] array, int from, int last) throws PageException {
    entryFrom = from;
    innerLines = 0;
    int next = readEntry(array, from, last);
    if (next != INCOMPLETE) entryLine += innerLines + 1;
    return next;
  }

  abstract int readEntry(byte[] array, int from, int last) throws PageException;

  /** The page ended here. */
  abstract void end() throws PageException;

  /** Skips what may stand between two tokens. */
  abstract int skip(byte[] array, int from);

  /** Whether labels must have a comma between them. */
  abstract boolean needsCommas();

  final int line() {
    return entryLine + innerLines;
  }

  static boolean startsMetric(byte next) {
    return (CLASSES[next & 0xFF] & METRIC_START) != 0;
  }

  /** The index after the metric name that begins at {@code from}. */
  static int metricEnd(byte[] array, int from) {
    int at = from;
    while ((CLASSES[array[at] & 0xFF] & METRIC_PART) != 0) at++;
    return at;
  }

  static int lineEnd(byte[] array, int from) {
    int at = from;
    while (array[at] != '\n') at++;
    return at;
  }

  static boolean hasWord(byte[] array, int from, int last, String word) {
    int length = word.length();
    if (from + length > last) return false;
    for (int i = 0; i < length; i++) {
      if (array[from + i] != word.charAt(i)) return false;
    }
    return true;
  }

  /** Reads a metadata line's name into {@link #metadata}; returns the index after it. */
  final int readMetadataName(byte[] array, int from, int last, String keyword)
      throws PageException {
    metadata.array = array;
    metadata.lineNumber = line();
    if (array[from] == '"') {
      int close = closingQuote(array, from + 1, last, true);
      if (close == INCOMPLETE) return INCOMPLETE;
      metadata.nameFrom = from + 1;
      metadata.nameTo = close;
      return close + 1;
    }
    if (!startsMetric(array[from])) {
      throw expected(array, from, "a metric name after " + keyword);
    }
    metadata.nameFrom = from;
    metadata.nameTo = metricEnd(array, from);
    return metadata.nameTo;
  }

  final void checkHelp(byte[] array) throws PageException {
    if (!Utf8.isValid(array, metadata.textFrom, metadata.textTo)) {
      throw error("the help text is not valid UTF-8");
    }
  }

  /**
   * Reads {@code name="value",...}} from behind the opening brace; returns the index after the
   * closing one. A quoted string without a value is the metric's name, where there can be one.
   */
  final int readLabels(byte[] array, int from, int last, LabelRanges into, boolean mayName)
      throws PageException {
    int at = skip(array, from);
    while (array[at] != '}') {
      int nameFrom = at;
      int nameTo;
      boolean quoted = array[at] == '"';
      if (quoted) {
        nameFrom++;
        nameTo = closingQuote(array, nameFrom, last, mayName);
        if (nameTo == INCOMPLETE) return INCOMPLETE;
        at = skip(array, nameTo + 1);
      } else {
        nameTo = labelEnd(array, nameFrom);
        at = skip(array, nameTo);
      }
      if (quoted && mayName && (array[at] == ',' || array[at] == '}')) {
        if (sample.nameFrom >= 0) throw error("the sample has two metric names");
        sample.nameFrom = nameFrom;
        sample.nameTo = nameTo;
        if (array[at] == ',') at = skip(array, at + 1);
        continue;
      }
      if (array[at] != '=') throw expected(array, at, "= and a value after the label's name");
      at = skip(array, at + 1);
      if (array[at] != '"') throw expected(array, at, "a label value in double quotes");
      int close = closingQuote(array, at + 1, last, !needsCommas());
      if (close == INCOMPLETE) return INCOMPLETE;
      into.add(nameFrom, nameTo, at + 1, close);
      at = skip(array, close + 1);
      if (array[at] == ',') {
        at = skip(array, at + 1);
      } else if (needsCommas() && array[at] != '}') {
        throw expected(array, at, "a comma or a closing brace");
      }
    }
    return at + 1;
  }

  private int labelEnd(byte[] array, int from) throws PageException {
    if ((CLASSES[array[from] & 0xFF] & LABEL_START) == 0) {
      throw expected(array, from, "a label name");
    }
    int at = from + 1;
    while ((CLASSES[array[at] & 0xFF] & LABEL_PART) != 0) at++;
    return at;
  }

  /** Finds the quote that closes the string whose first byte is at {@code from}. */
  final int closingQuote(byte[] array, int from, int last, boolean mayHaveNewlines)
      throws PageException {
    int at = from;
    int allBits = 0;
    while (at < last) {
      byte next = array[at];
      if (next == '"') {
        if (allBits < 0 && !Utf8.isValid(array, from, at)) {
          throw error("a quoted string is not valid UTF-8");
        }
        return at;
      }
      allBits |= next;
      if (next == '\\') {
        at++;
        if (array[at] == '\n') throw expected(array, at, "a character after the backslash");
        allBits |= array[at];
      } else if (next == '\n') {
        if (!mayHaveNewlines) throw expected(array, at, "a closing double quote");
        innerLines++;
      }
      at++;
    }
    if (mayHaveNewlines) return INCOMPLETE;
    throw expected(array, last, "a closing double quote");
  }

  /** Reads the number at {@code from}, which ends at a blank or at the line's end. */
  final int readNumber(byte[] array, int from, String what) throws PageException {
    int end = number.read(array, from);
    if (end == NumberReader.OUT_OF_RANGE) throw error(what + " is too large for a number");
    if (end < 0 || !endsToken(array[end])) throw expected(array, from, what);
    return end;
  }

  abstract boolean endsToken(byte next);

  final PageException expected(byte[] array, int at, String what) {
    return error(
        "expected %s, found %s in: %s".formatted(what, describe(array[at]), excerpt(array)));
  }

  final PageException error(String what) {
    return PageException.atLine(line(), what);
  }

  private static String describe(byte found) {
    if (found == '\n') return "the end of the line";
    if (found > ' ' && found < 0x7F) return "'" + (char) found + "'";
    return found == ' ' ? "a space" : "byte 0x%02x".formatted(found);
  }

  private String excerpt(byte[] array) {
    int end = Math.min(lineEnd(array, entryFrom), entryFrom + MAX_EXCERPT);
    var text = new StringBuilder();
    for (int at = entryFrom; at < end; at++) {
      text.append(array[at] >= ' ' && array[at] != 0x7F ? (char) array[at] : '?');
    }
    return text.append(array[end] == '\n' ? "" : "...").toString();
  }
}
