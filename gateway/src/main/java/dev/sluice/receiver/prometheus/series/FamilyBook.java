package dev.sluice.receiver.prometheus.series;

import dev.sluice.receiver.prometheus.page.MetadataLine;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a target's pages say about metric names, and which family a sample belongs to. What was said
 * once is remembered for ten pages after it was said last, as Prometheus does. Reading a line that
 * says nothing new makes no objects.
 */
final class FamilyBook {
  private static final int PAGES_REMEMBERED = 10;

  /** About what a name costs in memory beside its texts, with the metric that is made of it. */
  private static final int BYTES_PER_NAME = 600;

  private static final int BYTES_PER_ASKED = 100;

  /** Series that the gateway adds itself; a page cannot give them another meaning. */
  private static final Map<String, FamilyInfo> BUILT_IN =
      Map.of(
          Report.UP, FamilyInfo.gauge("The scraping was successful", ""),
          Report.DURATION, FamilyInfo.gauge("Duration of the scrape", "seconds"),
          Report.SCRAPED, FamilyInfo.gauge("The number of samples the target exposed", ""),
          Report.ADDED, FamilyInfo.gauge("The approximate number of new series in this scrape", ""),
          Report.POST_RELABELING,
              FamilyInfo.gauge(
                  "The number of samples remaining after metric relabeling was applied", ""));

  private final BytesTable<Spelling> spellings = new BytesTable<>();
  private final Map<String, FamilyInfo> byName = new HashMap<>();

  /** Names that {@link #familyOf} was asked for since the generation began. */
  private final Set<String> asked = new HashSet<>();

  private int page;
  private int generation;
  private long textBytes;

  /** How a page spells a name, and the last texts under it, as they stand on the page. */
  private static final class Spelling extends BytesTable.Entry {
    final FamilyInfo info;
    byte[] help = {};
    byte[] unit = {};

    Spelling(MetadataLine line, FamilyInfo info) {
      super(line.array(), line.nameFrom(), line.nameTo());
      this.info = info;
    }
  }

  /** A page was read to its end. */
  void endPage() {
    page++;
  }

  /** About what all this takes in memory. */
  long bytes() {
    long names = spellings.size() * (long) BYTES_PER_NAME + 2 * spellings.keyBytes();
    return names + 4 * textBytes + asked.size() * (long) BYTES_PER_ASKED;
  }

  /** Another number whenever {@link #familyOf} may answer otherwise than before. */
  int generation() {
    return generation;
  }

  void type(MetadataLine line) {
    FamilyInfo info = spelling(line).info;
    if (info.type == line.type()) return;
    info.type = line.type();
    info.version++;
    answerAnew(line.name());
  }

  void help(MetadataLine line) {
    Spelling spelling = spelling(line);
    byte[] known = spelling.help;
    if (isText(line, known)) return;
    spelling.help = copy(line, known);
    spelling.info.help = line.text();
    spelling.info.version++;
  }

  void unit(MetadataLine line) {
    Spelling spelling = spelling(line);
    byte[] known = spelling.unit;
    if (isText(line, known)) return;
    spelling.unit = copy(line, known);
    spelling.info.unit = line.text();
    spelling.info.version++;
  }

  private static boolean isText(MetadataLine line, byte[] known) {
    return Arrays.equals(known, 0, known.length, line.array(), line.textFrom(), line.textTo());
  }

  private byte[] copy(MetadataLine line, byte[] before) {
    byte[] text = Arrays.copyOfRange(line.array(), line.textFrom(), line.textTo());
    textBytes += text.length - before.length;
    return text;
  }

  private Spelling spelling(MetadataLine line) {
    Spelling spelling = spellings.find(line.array(), line.nameFrom(), line.nameTo());
    if (spelling == null) {
      spelling = new Spelling(line, byName.computeIfAbsent(line.name(), this::newInfo));
      spellings.add(spelling);
    }
    spelling.info.lastPage = page;
    return spelling;
  }

  private FamilyInfo newInfo(String name) {
    answerAnew(name);
    return new FamilyInfo();
  }

  /** Usually a page says what a family is before it has samples of it; then nothing changes. */
  private void answerAnew(String name) {
    if (!asked.contains(name) && !Suffixes.anyExtension(name, asked::contains)) return;
    asked.clear();
    generation++;
  }

  /** Forgets names of which the last pages said nothing. */
  void forgetOld() {
    forgetBefore(page - PAGES_REMEMBERED);
  }

  /** Forgets names of which the present page has not said anything so far. */
  void forgetUnsaid() {
    forgetBefore(page);
  }

  private void forgetBefore(int firstPage) {
    if (byName.values().stream().noneMatch(info -> info.lastPage < firstPage)) return;
    spellings.removeIf(
        spelling -> {
          if (spelling.info.lastPage >= firstPage) return false;
          textBytes -= spelling.help.length + spelling.unit.length;
          return true;
        });
    byName.values().removeIf(info -> info.lastPage < firstPage);
    asked.clear();
    generation++;
  }

  /**
   * A family under the name that OTLP gets.
   *
   * @param info {@link FamilyInfo#NONE} if the pages say nothing
   */
  record FamilyRef(String name, FamilyInfo info) {}

  /**
   * The family of a sample by its metric's name: the one of that name; else the one whose name is
   * the sample's without its ending, unless that is a gauge or unknown, of which such a sample is
   * no part; else one of its own. Of a counter the samples keep their name.
   */
  FamilyRef familyOf(String metric) {
    asked.add(metric);
    FamilyInfo exact = info(metric);
    if (exact != null) return new FamilyRef(metric, exact);
    String trimmed = Suffixes.withoutSampleSuffix(metric);
    FamilyInfo info = trimmed == null ? null : info(trimmed);
    if (trimmed == null || info == null) return new FamilyRef(metric, FamilyInfo.NONE);
    return switch (info.type) {
      case COUNTER -> new FamilyRef(nameInCounter(metric, trimmed), info);
      case HISTOGRAM, SUMMARY, INFO, STATE_SET -> new FamilyRef(trimmed, info);
      case GAUGE_HISTOGRAM ->
          metric.endsWith(Suffixes.BUCKET)
              ? new FamilyRef(trimmed, info)
              : new FamilyRef(metric, FamilyInfo.NONE);
      case GAUGE, UNKNOWN -> new FamilyRef(metric, FamilyInfo.NONE);
    };
  }

  /** {@code foo_created} tells of {@code foo_total}, and is no counter itself. */
  private static String nameInCounter(String metric, String trimmed) {
    return metric.endsWith(Suffixes.CREATED) ? trimmed + "_total" : metric;
  }

  private @Nullable FamilyInfo info(String name) {
    FamilyInfo builtIn = BUILT_IN.get(name);
    return builtIn != null ? builtIn : byName.get(name);
  }
}
