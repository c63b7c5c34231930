package dev.sluice.exporter.loki;

import dev.sluice.data.Outcome;
import dev.sluice.data.Tally;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Counts the lines that Loki says it did not take, out of the text of its 400: it stores the others
 * of the same push. Pure.
 *
 * <p>Loki's distributor writes the same complaint once, with how often it had it; a complaint about
 * a stream's labels stands for all lines of the stream. An ingester writes one stream's count, and
 * of several streams only the last: what it does not say, we cannot know.
 *
 * <pre>
 *   2 errors like: entry for stream '{..}' has timestamp too old: ..; 1 errors like: stream '{..}' has label ..
 *   entry with timestamp .. ignored, reason: '..',\n user 'fake', total ignored: 3 out of 9 for stream: {..}
 * </pre>
 */
final class Rejections {
  private static final Pattern BETWEEN = Pattern.compile("; (?=\\d{1,9} errors? like: )");
  private static final Pattern TIMES = Pattern.compile("^(\\d{1,9}) errors? like: ");
  private static final Pattern STREAM = Pattern.compile("\\{(\\d{1,6})\\}");
  private static final Pattern IGNORED = Pattern.compile("total ignored: (\\d{1,9}) out of \\d");

  private static final Pattern TOO_OLD =
      Pattern.compile(
          "timestamp too old: .{1,40}, oldest acceptable timestamp is: ([^\\s;]{1,40})");

  /** Complaints about one line each, in lower case: Loki changed the case of some. */
  private static final List<Map.Entry<String, Outcome>> OF_A_LINE =
      List.of(
          Map.entry("ax entry size", Outcome.REJECTED_TOO_LARGE),
          Map.entry("has timestamp too old", Outcome.REJECTED_TOO_OLD),
          Map.entry("entry too far behind", Outcome.REJECTED_TOO_OLD),
          Map.entry("entry out of order", Outcome.REJECTED_OUT_OF_ORDER),
          Map.entry("has timestamp too new", Outcome.REJECTED_PARTIAL),
          Map.entry("structured metadata", Outcome.REJECTED_PARTIAL));

  /** Complaints about a stream, which loses all its lines. */
  private static final List<String> OF_A_STREAM =
      List.of(
          "at least one label pair is required",
          "error parsing labels",
          " label names; limit ",
          " has label name too long",
          " has label value too long",
          " has duplicate label name",
          "missing required labels");

  private Rejections() {}

  /** What became of the push; null if the text does not say that a part was stored. */
  static @Nullable Tally read(String text, Lines lines) {
    Tally tally = Tally.DELIVERED;
    int left = lines.count();
    // What stands in a label is its client's, who may write complaints.
    var streams = new ArrayList<String>();
    String bare = StreamNames.replaceEach(text, stream -> number(streams, stream));
    for (String complaint : BETWEEN.split(bare, -1)) {
      String small = complaint.toLowerCase(Locale.ROOT);
      Outcome outcome = ofALine(small);
      int count = Math.min(left, count(complaint, small, outcome != null, streams, lines));
      tally = tally.and(outcome == null ? Outcome.REJECTED_PARTIAL : outcome, count);
      left -= count;
    }
    // Each line that is too old is a complaint of its own, so many are more than an answer holds.
    int known = tally.exceptions().getOrDefault(Outcome.REJECTED_TOO_OLD, 0);
    int unsaid = Math.min(left, tooOld(bare, lines) - known);
    tally = tally.and(Outcome.REJECTED_TOO_OLD, unsaid);
    left -= Math.max(0, unsaid);
    return left == lines.count() ? null : tally;
  }

  /** How many lines were older than Loki says that it takes; 0 if it does not say. */
  private static int tooOld(String text, Lines lines) {
    Matcher oldest = TOO_OLD.matcher(text);
    if (!oldest.find()) return 0;
    try {
      Instant time = OffsetDateTime.parse(oldest.group(1)).toInstant();
      return lines.olderThan(
          Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano()));
    } catch (DateTimeParseException | ArithmeticException notATime) {
      return 0;
    }
  }

  private static @Nullable Outcome ofALine(String complaint) {
    for (Map.Entry<String, Outcome> known : OF_A_LINE) {
      if (complaint.contains(known.getKey())) return known.getValue();
    }
    return null;
  }

  private static String number(List<String> streams, String stream) {
    streams.add(stream);
    return "{" + (streams.size() - 1) + "}";
  }

  private static int count(
      String complaint, String small, boolean isOfALine, List<String> streams, Lines lines) {
    Matcher ignored = IGNORED.matcher(complaint);
    if (ignored.find()) return Integer.parseInt(ignored.group(1));
    Matcher prefix = TIMES.matcher(complaint);
    int times = prefix.find() ? Integer.parseInt(prefix.group(1)) : 1;
    if (isOfALine) return times;
    if (OF_A_STREAM.stream().noneMatch(small::contains)) return 0;
    Matcher stream = STREAM.matcher(complaint);
    int number = stream.find() ? Integer.parseInt(stream.group(1)) : streams.size();
    // Only a push without any label has no stream to name.
    return Math.max(times, lines.ofStream(number < streams.size() ? streams.get(number) : "{}"));
  }
}
