package dev.sluice.receiver.prometheus.page;

import static dev.sluice.receiver.prometheus.page.PageFormat.OPENMETRICS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.receiver.prometheus.page.RecordingVisitor.Entry;
import dev.sluice.receiver.prometheus.page.RecordingVisitor.Exemplar;
import dev.sluice.receiver.prometheus.page.RecordingVisitor.Sample;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenMetricsPageTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "m{a=\"b\",c=\"d\"} 1",
        "m{a=\"b\",c=\"d\",} 1",
        "{\"m\",a=\"b\",c=\"d\"} 1",
        "{a=\"b\",\"m\",c=\"d\"} 1"
      })
  void aSample_isRead(String line) throws PageException {
    assertThat(RecordingVisitor.read(OPENMETRICS, line + "\n# EOF\n").samples)
        .containsExactly(new Sample("m", Map.of("a", "b", "c", "d"), 1, null, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"# EOF", "# EOF\n"})
  void aPageWithNothingButItsEnd_isEmpty(String page) throws PageException {
    assertThat(RecordingVisitor.read(OPENMETRICS, page).samples).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1520879607.789, 1520879607789",
    "1.7e9, 1700000000000",
    "-1.5, -1500",
    "0.0009, 0",
    "0, 0"
  })
  void timestamps_areSecondsCutToMilliseconds(String text, long millis) throws PageException {
    assertThat(RecordingVisitor.read(OPENMETRICS, "m 1 " + text + "\n# EOF").samples)
        .extracting(Sample::timestampMillis)
        .containsExactly(millis);
  }

  @Test
  void aTimeBeyondAll_isNoReasonToRefuseThePage() throws PageException {
    RecordingVisitor visitor =
        RecordingVisitor.read(
            PageFormat.OPENMETRICS, "a 1 1e300 # {b=\"c\"} 2 -1e300\nd 3\n# EOF\n");

    assertThat(visitor.samples)
        .containsExactly(
            new Sample(
                "a",
                Map.of(),
                1,
                Long.MIN_VALUE,
                new Exemplar(Map.of("b", "c"), 2, Long.MIN_VALUE)),
            new Sample("d", Map.of(), 3, null, null));
  }

  @Test
  void exemplars_areRead() throws PageException {
    String page =
        """
        a 1 # {} 4
        b 1 # {trace_id="0af7",x="\\"",} -0.5 123.5
        c{le="+Inf"} 17 999 # {"id.thing"="y"} +Inf
        # EOF
        """;

    assertThat(RecordingVisitor.read(OPENMETRICS, page).samples)
        .containsExactly(
            new Sample("a", Map.of(), 1, null, new Exemplar(Map.of(), 4, null)),
            new Sample(
                "b",
                Map.of(),
                1,
                null,
                new Exemplar(Map.of("trace_id", "0af7", "x", "\""), -0.5, 123_500L)),
            new Sample(
                "c",
                Map.of("le", "+Inf"),
                17,
                999_000L,
                new Exemplar(Map.of("id.thing", "y"), Double.POSITIVE_INFINITY, null)));
  }

  @Test
  void metadata_isReadWithItsText() throws PageException {
    String page =
        """
        # TYPE a_seconds counter
        # UNIT a_seconds seconds
        # HELP a_seconds two\\nlines, \\"quoted\\"
        # HELP b\s
        # UNIT b\s
        # TYPE c gaugehistogram
        # TYPE d info
        # TYPE e stateset
        # TYPE f unknown
        # TYPE "g.h" gauge
        # UNIT "g.h_bytes" bytes
        # EOF
        """;

    assertThat(RecordingVisitor.read(OPENMETRICS, page).metadata)
        .containsExactly(
            new Entry("TYPE", "a_seconds", "counter"),
            new Entry("UNIT", "a_seconds", "seconds"),
            new Entry("HELP", "a_seconds", "two\nlines, \"quoted\""),
            new Entry("HELP", "b", ""),
            new Entry("UNIT", "b", ""),
            new Entry("TYPE", "c", "gaugehistogram"),
            new Entry("TYPE", "d", "info"),
            new Entry("TYPE", "e", "stateset"),
            new Entry("TYPE", "f", "unknown"),
            new Entry("TYPE", "g.h", "gauge"),
            new Entry("UNIT", "g.h_bytes", "bytes"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|a metric name, a # or a { at the beginning of the line, found the end of the line",
        "` a 1`|a metric name, a # or a { at the beginning of the line, found a space",
        "9|a metric name, a # or a { at the beginning of the line, found '9'",
        "a|one space and a number as the sample's value, found the end of the line",
        "a\t1|one space and a number as the sample's value, found byte 0x09",
        "a  1|one space and a number as the sample's value, found a space",
        "a 1\t2|one space and a number as the sample's value, found '1'",
        "`a 1 `|a timestamp in seconds, found the end of the line",
        "`a 1 2 `|the end of the line, found a space",
        "a 1 2 #|the end of the line, found a space",
        "a 1 1z|a timestamp in seconds, found '1'",
        "a 1 1 1|the end of the line, found a space",
        "a true|a number as the sample's value, found 't'",
        "foo 1_2|a number as the sample's value, found '1'",
        "foo 0x1P-3|a number as the sample's value, found '0'",
        "foo 0 1_2|a timestamp in seconds, found '1'",
        "a 1 NaN|the timestamp must be a number of seconds, not NaN",
        "a 1 -Inf|the timestamp must be a number of seconds, not -Infinity",
        "# TYPE u untyped|one of counter, gauge, histogram, gaugehistogram, summary, info",
        "`# TYPE c counter `|one of counter, gauge",
        "# TYPE c  counter|one of counter, gauge",
        "#  TYPE c counter|# followed by one space and HELP, TYPE, UNIT or EOF, found '#'",
        "#\tTYPE c counter|# followed by one space and HELP, TYPE, UNIT or EOF",
        "# a comment|# followed by one space and HELP, TYPE, UNIT or EOF",
        "#EOF|# followed by one space and HELP, TYPE, UNIT or EOF",
        "# EOFa 1|# followed by one space and HELP, TYPE, UNIT or EOF",
        "` # EOF`|a metric name, a # or a { at the beginning of the line, found a space",
        "`# TYPE `|a metric name after TYPE, found the end of the line",
        "# TYPE m|one space and a text after the name, found the end of the line",
        "# HELP m|one space and a text after the name, found the end of the line",
        "`# UNIT `|a metric name after UNIT, found the end of the line",
        "# UNIT m|one space and a text after the name, found the end of the line",
        "# UNIT metric suffix|the unit 'suffix' is not the end of the metric's name 'metric'",
        "# UNIT metricsuffix suffix|the unit 'suffix' is not the end of the metric's name",
        "# UNIT m suffix|the unit 'suffix' is not the end of the metric's name 'm'",
        "# UNIT suffix suffix|the unit 'suffix' is not the end of the metric's name 'suffix'",
        "a{b='c'} 1|a label value in double quotes, found '''",
        "a{,b=\"c\"} 1|a label name, found ','",
        "a{b=\"c\"d=\"e\"} 1|a comma or a closing brace, found 'd'",
        "a{b=\"c\",,d=\"e\"} 1|a label name, found ','",
        "a{b=\"c\", d=\"e\"} 1|a label name, found a space",
        "a {b=\"c\"} 1|one space and a number as the sample's value, found '{'",
        "a{b=\"c\"}1|one space and a number as the sample's value, found '1'",
        "a{b=|a label value in double quotes, found the end of the line",
        "a{b=\"c|a closing double quote, found the end of the line",
        "{\"a\",\"b = \"c\"}|= and a value after the label's name, found 'c'",
        "{b=\"c\",} 1|the sample has no metric name",
        "a 1 # {aa=bb}|a label value in double quotes, found 'b'",
        "a 1 # {aa=\"bb\"}|one space and the exemplar's value, found the end of the line",
        "a 1 # {bb}|= and a value after the label's name, found '}'",
        "a 1 # {\"bb\"} 1|= and a value after the label's name, found '}'",
        "a 1 # {aa=\"bb\",,cc=\"dd\"} 1|a label name, found ','",
        "a 1 # {aa=\"bb\"} 1_2|the exemplar's value, found '1'",
        "a 1 # {aa=\"bb\"} true|the exemplar's value, found 't'",
        "a 1 # {aa=\"bb\"} 4 NaN|the exemplar's timestamp must be a number of seconds",
        "a 1 # {aa=\"bb\"} 4 5 6|the end of the line, found a space",
        "a 1 # {aa=\"bb|a closing double quote, found the end of the line",
      })
  void aPageThatIsNone_saysWhatWasExpected(String line, String problem) {
    assertThatThrownBy(() -> RecordingVisitor.read(OPENMETRICS, "ok 1\n" + line + "\n# EOF\n"))
        .isInstanceOf(PageException.class)
        .hasMessageStartingWith("line 2: ")
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "m 1", "m 1\n", "# TYPE m gauge\n", "m 1 # {a=\"b\"} 4"})
  void aPageWithoutItsEnd_mayHaveBeenCutOff(String page) {
    assertThatThrownBy(() -> RecordingVisitor.read(OPENMETRICS, page))
        .hasMessageContaining("the page does not end with # EOF");
  }

  @ParameterizedTest
  @ValueSource(strings = {"# EOF\nm 1", "# EOF\n\n", "# EOF\n# EOF\n"})
  void somethingAfterTheEnd_isRefused(String page) {
    assertThatThrownBy(() -> RecordingVisitor.read(OPENMETRICS, page))
        .hasMessage("line 2: there is something after # EOF");
  }

  @Test
  void aNewlineInALabelValue_isRefused() {
    assertThatThrownBy(() -> RecordingVisitor.read(OPENMETRICS, "m{a=\"x\ny\"} 1\n# EOF\n"))
        .hasMessageStartingWith("line 1: expected a closing double quote");
  }

  @Test
  void nullBytes_areAllowedInValues() throws PageException {
    assertThat(RecordingVisitor.read(OPENMETRICS, "m{a=\"\0ss\"} 1\n# EOF").samples)
        .containsExactly(new Sample("m", Map.of("a", "\0ss"), 1, null, null));
  }
}
