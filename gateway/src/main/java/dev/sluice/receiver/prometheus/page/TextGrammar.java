package dev.sluice.receiver.prometheus.page;

/**
 * Prometheus text 0.0.4 as Prometheus itself reads it, which is more than its description allows:
 * blanks between any two tokens, labels without commas, values right behind a name. Lines that
 * begin with {@code #} and are no {@code HELP} or {@code TYPE} are comments.
 *
 * <pre>
 *   # HELP name text
 *   # TYPE name counter|gauge|histogram|summary|untyped
 *   name {label="value", ...} value [milliseconds]
 * </pre>
 */
final class TextGrammar extends Grammar {

  TextGrammar(PageVisitor visitor) {
    super(visitor);
    metadata.isText = true;
  }

  @Override
  int readEntry(byte[] array, int from, int last) throws PageException {
    int at = skip(array, from);
    return switch (array[at]) {
      case '\n' -> at + 1;
      case '#' -> readComment(array, at, last);
      default -> readSample(array, at, last);
    };
  }

  private int readComment(byte[] array, int from, int last) throws PageException {
    int at = skip(array, from + 1);
    // A keyword needs a blank on both sides, or it is the beginning of some comment.
    if (at > from + 1 && isBlank(array[Math.min(at + 4, last)])) {
      if (hasWord(array, at, last, "HELP")) return readHelp(array, skip(array, at + 4), last);
      if (hasWord(array, at, last, "TYPE")) return readType(array, skip(array, at + 4), last);
    }
    return lineEnd(array, at) + 1;
  }

  private int readHelp(byte[] array, int from, int last) throws PageException {
    int at = readMetadataName(array, from, last, "HELP");
    if (at == INCOMPLETE) return INCOMPLETE;
    int end = readText(array, at);
    checkHelp(array);
    visitor.help(metadata);
    return end + 1;
  }

  private int readType(byte[] array, int from, int last) throws PageException {
    int at = readMetadataName(array, from, last, "TYPE");
    if (at == INCOMPLETE) return INCOMPLETE;
    int end = readText(array, at);
    FamilyType type = FamilyType.inText(array, metadata.textFrom, metadata.textTo);
    if (type == null) {
      throw expected(array, at, "one of counter, gauge, histogram, summary, untyped");
    }
    metadata.type = type;
    visitor.type(metadata);
    return end + 1;
  }

  /** The text is all but the first byte behind the name; blanks alone are none. */
  private int readText(byte[] array, int from) {
    int end = lineEnd(array, from);
    metadata.textFrom = skip(array, from) == end ? end : from + 1;
    metadata.textTo = end;
    return end;
  }

  private int readSample(byte[] array, int from, int last) throws PageException {
    sample.begin(array, from, line());
    int at = from;
    if (startsMetric(array[at])) {
      at = metricEnd(array, at);
      sample.nameFrom = from;
      sample.nameTo = at;
    } else if (array[at] != '{') {
      throw expected(array, at, "a metric name, a # or a {");
    }
    sample.seriesTo = at;
    at = skip(array, at);
    if (array[at] == '{') {
      at = readLabels(array, at + 1, last, sample.labels, true);
      if (at == INCOMPLETE) return INCOMPLETE;
      sample.seriesTo = at;
      at = skip(array, at);
    }
    if (sample.nameFrom < 0) throw error("the sample has no metric name");
    at = skip(array, readNumber(array, at, "a number as the sample's value"));
    sample.value = number.value();
    if (array[at] != '\n') at = skip(array, readTimestamp(array, at));
    if (array[at] != '\n') throw expected(array, at, "the end of the line after the timestamp");
    visitor.sample(sample);
    return at + 1;
  }

  private int readTimestamp(byte[] array, int from) throws PageException {
    int at = from;
    long millis = 0;
    int digit;
    while ((digit = array[at] - '0') >= 0 && digit <= 9) {
      if (millis > (Long.MAX_VALUE - digit) / 10) throw error("the timestamp is too large");
      millis = millis * 10 + digit;
      at++;
    }
    if (at == from) throw expected(array, at, "a timestamp in milliseconds or the end of the line");
    sample.hasTimestamp = true;
    sample.timestampMillis = millis;
    return at;
  }

  @Override
  void end() {
    // Any line may be the last one.
  }

  @Override
  int skip(byte[] array, int from) {
    int at = from;
    while (isBlank(array[at])) at++;
    return at;
  }

  private static boolean isBlank(byte next) {
    return next == ' ' || next == '\t';
  }

  @Override
  boolean endsToken(byte next) {
    return isBlank(next) || next == '\n';
  }

  @Override
  boolean needsCommas() {
    return false;
  }
}
