package dev.sluice.receiver.prometheus.page;

/**
 * OpenMetrics 1.0, as strict as Prometheus is with it: one space between tokens and none elsewhere,
 * no empty lines, no free comments, and {@code # EOF} at the end. What needs a view of the whole
 * page (families in one piece, {@code _total} on counters, buckets in order) is not asked for.
 *
 * <pre>
 *   # TYPE name counter|gauge|histogram|gaugehistogram|summary|info|stateset|unknown
 *   # UNIT name unit
 *   # HELP name text
 *   name{label="value",...} value [seconds] [# {label="value",...} value [seconds]]
 *   # EOF
 * </pre>
 */
final class OpenMetricsGrammar extends Grammar {
  private static final double MILLIS_PER_SECOND = 1000;

  /** A double below this, cut off, is a long. */
  private static final double TWO_TO_THE_63 = 0x1p63;

  private boolean ended;

  OpenMetricsGrammar(PageVisitor visitor) {
    super(visitor);
  }

  @Override
  int readEntry(byte[] array, int from, int last) throws PageException {
    if (ended) throw error("there is something after # EOF");
    return array[from] == '#' ? readKeyword(array, from, last) : readSample(array, from, last);
  }

  private int readKeyword(byte[] array, int from, int last) throws PageException {
    int word = from + 2;
    int name = word + 5;
    if (array[from + 1] == ' ') {
      if (hasWord(array, word, last, "HELP ")) return readHelp(array, name, last);
      if (hasWord(array, word, last, "TYPE ")) return readType(array, name, last);
      if (hasWord(array, word, last, "UNIT ")) return readUnit(array, name, last);
      if (hasWord(array, word, last, "EOF") && array[word + 3] == '\n') {
        ended = true;
        return word + 4;
      }
    }
    throw expected(array, from, "# followed by one space and HELP, TYPE, UNIT or EOF");
  }

  private int readHelp(byte[] array, int from, int last) throws PageException {
    int end = readMetadata(array, from, last, "HELP");
    if (end == INCOMPLETE) return INCOMPLETE;
    checkHelp(array);
    visitor.help(metadata);
    return end + 1;
  }

  private int readType(byte[] array, int from, int last) throws PageException {
    int end = readMetadata(array, from, last, "TYPE");
    if (end == INCOMPLETE) return INCOMPLETE;
    FamilyType type = FamilyType.inOpenMetrics(array, metadata.textFrom, metadata.textTo);
    if (type == null) {
      throw expected(
          array,
          metadata.textFrom,
          "one of counter, gauge, histogram, gaugehistogram, summary, info, stateset, unknown");
    }
    metadata.type = type;
    visitor.type(metadata);
    return end + 1;
  }

  private int readUnit(byte[] array, int from, int last) throws PageException {
    int end = readMetadata(array, from, last, "UNIT");
    if (end == INCOMPLETE) return INCOMPLETE;
    int length = metadata.textTo - metadata.textFrom;
    int suffix = metadata.nameTo - length;
    if (length > 0 && (suffix <= metadata.nameFrom || !endsWithUnit(array, suffix, length))) {
      throw error(
          "the unit '%s' is not the end of the metric's name '%s'"
              .formatted(metadata.text(), metadata.name()));
    }
    visitor.unit(metadata);
    return end + 1;
  }

  private boolean endsWithUnit(byte[] array, int suffix, int length) {
    for (int i = 0; i < length; i++) {
      if (array[suffix + i] != array[metadata.textFrom + i]) return false;
    }
    return array[suffix - 1] == '_';
  }

  private int readMetadata(byte[] array, int from, int last, String keyword) throws PageException {
    int at = readMetadataName(array, from, last, keyword);
    if (at == INCOMPLETE) return INCOMPLETE;
    if (array[at] != ' ') throw expected(array, at, "one space and a text after the name");
    metadata.textFrom = at + 1;
    metadata.textTo = lineEnd(array, at);
    return metadata.textTo;
  }

  private int readSample(byte[] array, int from, int last) throws PageException {
    sample.begin(array, from, line());
    int at = from;
    if (startsMetric(array[at])) {
      at = metricEnd(array, at);
      sample.nameFrom = from;
      sample.nameTo = at;
    } else if (array[at] != '{') {
      throw expected(array, at, "a metric name, a # or a { at the beginning of the line");
    }
    if (array[at] == '{') {
      at = readLabels(array, at + 1, last, sample.labels, true);
      if (at == INCOMPLETE) return INCOMPLETE;
    }
    sample.seriesTo = at;
    if (sample.nameFrom < 0) throw error("the sample has no metric name");
    at = readValue(array, at, "one space and a number as the sample's value");
    sample.value = number.value();
    if (array[at] == ' ' && !beginsExemplar(array, at)) {
      at = readValue(array, at, "a timestamp in seconds");
      sample.hasTimestamp = true;
      sample.timestampMillis = millis("the timestamp");
    }
    if (array[at] == ' ' && beginsExemplar(array, at)) at = readExemplar(array, at, last);
    if (array[at] != '\n') throw expected(array, at, "the end of the line");
    visitor.sample(sample);
    return at + 1;
  }

  private int readValue(byte[] array, int from, String what) throws PageException {
    if (array[from] != ' ') throw expected(array, from, what);
    return readNumber(array, from + 1, what);
  }

  private static boolean beginsExemplar(byte[] array, int from) {
    return array[from + 1] == '#' && array[from + 2] == ' ' && array[from + 3] == '{';
  }

  private int readExemplar(byte[] array, int from, int last) throws PageException {
    sample.hasExemplar = true;
    sample.exemplar.begin(array, true);
    int at = readLabels(array, from + 4, last, sample.exemplar.labels, false);
    at = readValue(array, at, "one space and the exemplar's value");
    sample.exemplar.value = number.value();
    if (array[at] == ' ') {
      at = readValue(array, at, "the exemplar's timestamp in seconds");
      sample.exemplar.hasTimestamp = true;
      sample.exemplar.timestampMillis = millis("the exemplar's timestamp");
    }
    return at;
  }

  private long millis(String what) throws PageException {
    double seconds = number.value();
    if (!Double.isFinite(seconds)) {
      throw error(what + " must be a number of seconds, not " + seconds);
    }
    double millis = seconds * MILLIS_PER_SECOND;
    // Beyond all times: the sample has one that cannot be said, but the page is one, as in
    // Prometheus.
    return Math.abs(millis) < TWO_TO_THE_63 ? (long) millis : Long.MIN_VALUE;
  }

  @Override
  void end() throws PageException {
    if (!ended) throw error("the page does not end with # EOF; it may have been cut off");
  }

  @Override
  int skip(byte[] array, int from) {
    return from;
  }

  @Override
  boolean endsToken(byte next) {
    return next == ' ' || next == '\n';
  }

  @Override
  boolean needsCommas() {
    return true;
  }
}
