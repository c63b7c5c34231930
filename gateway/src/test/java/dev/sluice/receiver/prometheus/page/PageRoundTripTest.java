package dev.sluice.receiver.prometheus.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.receiver.prometheus.page.RecordingVisitor.Exemplar;
import dev.sluice.receiver.prometheus.page.RecordingVisitor.Sample;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** What is written onto a page is read from it, and a damaged page is refused in good order. */
class PageRoundTripTest {

  @Property(tries = 500)
  void aTextPage_isReadBack(@ForAll List<@From("textSamples") Sample> samples)
      throws PageException {
    String page = write(samples, 1);

    assertThat(RecordingVisitor.read(PageFormat.TEXT, page).samples).isEqualTo(samples);
  }

  @Property(tries = 500)
  void anOpenMetricsPage_isReadBack(@ForAll List<@From("openMetricsSamples") Sample> samples)
      throws PageException {
    String page = write(samples, 1000) + "# EOF\n";

    assertThat(RecordingVisitor.read(PageFormat.OPENMETRICS, page).samples).isEqualTo(samples);
  }

  @Property(tries = 100)
  void aPageInPieces_isReadAsInOne(
      @ForAll List<@From("textSamples") Sample> samples, @ForAll @IntRange(min = 1, max = 7) int n)
      throws PageException {
    byte[] page = write(samples, 1).repeat(20).getBytes(StandardCharsets.UTF_8);
    InputStream pieces =
        new FilterInputStream(new ByteArrayInputStream(page)) {
          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            return super.read(target, offset, Math.min(length, n));
          }
        };

    assertThat(RecordingVisitor.read(PageFormat.TEXT, pieces).samples)
        .isEqualTo(RecordingVisitor.read(PageFormat.TEXT, page).samples);
  }

  @Property(tries = 2000)
  void aDamagedPage_isReadOrRefusedButNeverAnythingElse(
      @ForAll List<@From("openMetricsSamples") Sample> samples,
      @ForAll PageFormat format,
      @ForAll @IntRange(min = 0) int where,
      @ForAll byte what,
      @ForAll @IntRange(min = 0, max = 3) int how) {
    String page = "# HELP a b\n# TYPE a counter\n# UNIT a_s s\n" + write(samples, 1000) + "# EOF\n";
    byte[] damaged = damage(page.getBytes(StandardCharsets.UTF_8), where, what, how);
    try {
      RecordingVisitor.read(format, damaged);
    } catch (PageException refused) {
      assertThat(refused).hasMessageMatching("(?s)(line [1-9]|byte [0-9])[0-9]*: .+");
    }
  }

  private static byte[] damage(byte[] page, int where, byte what, int how) {
    int at = where % page.length;
    var text = new StringBuilder(new String(page, StandardCharsets.ISO_8859_1));
    switch (how) {
      case 0 -> text.setCharAt(at, (char) (what & 0xFF));
      case 1 -> text.insert(at, (char) (what & 0xFF));
      case 2 -> text.deleteCharAt(at);
      default -> text.setLength(at);
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** {@code unit}: milliseconds in one step of a timestamp. */
  private static String write(List<Sample> samples, long unit) {
    var page = new StringBuilder();
    for (Sample sample : samples) {
      page.append(sample.name()).append(labels(sample.labels())).append(' ').append(sample.value());
      appendTimestamp(page, sample.timestampMillis(), unit);
      Exemplar exemplar = sample.exemplar();
      if (exemplar != null) {
        page.append(" # ").append(labels(exemplar.labels())).append(' ').append(exemplar.value());
        appendTimestamp(page, exemplar.timestampMillis(), unit);
      }
      page.append('\n');
    }
    return page.toString().replace("Infinity", "Inf");
  }

  private static void appendTimestamp(StringBuilder page, @Nullable Long millis, long unit) {
    if (millis != null) page.append(' ').append(millis / unit);
  }

  private static String labels(Map<String, String> labels) {
    var text = new StringBuilder("{");
    labels.forEach(
        (name, value) ->
            text.append(name.matches("[a-zA-Z_][a-zA-Z0-9_]*") ? name : quote(name))
                .append('=')
                .append(quote(value))
                .append(','));
    return text.append('}').toString();
  }

  private static String quote(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  @Provide
  Arbitrary<Sample> textSamples() {
    Arbitrary<Long> timestamps = Arbitraries.longs().between(0, Long.MAX_VALUE).injectNull(0.5);
    return Combinators.combine(names(), labelMaps(), values(), timestamps)
        .as((name, labels, value, millis) -> new Sample(name, labels, value, millis, null));
  }

  @Provide
  Arbitrary<Sample> openMetricsSamples() {
    // Up to the year 9999, where a double still holds every second.
    Arbitrary<Long> timestamps =
        Arbitraries.longs()
            .between(-253_402_300_799L, 253_402_300_799L)
            .map(seconds -> seconds * 1000)
            .injectNull(0.5);
    Arbitrary<Exemplar> exemplars =
        Combinators.combine(labelMaps(), values(), timestamps).as(Exemplar::new).injectNull(0.5);
    return Combinators.combine(names(), labelMaps(), values(), timestamps, exemplars)
        .as(Sample::new);
  }

  private static Arbitrary<String> names() {
    return Arbitraries.of("a", "up", "http_server_requests_seconds_bucket", "job:rate5m", "_x9");
  }

  private static Arbitrary<Map<String, String>> labelMaps() {
    Arbitrary<String> names =
        Arbitraries.oneOf(
            Arbitraries.of("le", "job", "_a1", "trace_id"), texts().filter(s -> !s.isEmpty()));
    return Arbitraries.maps(names, texts()).ofMaxSize(5);
  }

  private static Arbitrary<String> texts() {
    return Arbitraries.strings()
        .withChars("ab\\\"\n{}=,# \t\u0000é€")
        .ofMaxLength(12)
        .edgeCases(edges -> edges.add("\\n", "\\", "\"", "} 1\n"));
  }

  private static Arbitrary<Double> values() {
    return Arbitraries.doubles().map(value -> value == 0 ? 0.0 : value);
  }
}
