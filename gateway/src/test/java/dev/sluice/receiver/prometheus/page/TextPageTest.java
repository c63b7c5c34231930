package dev.sluice.receiver.prometheus.page;

import static dev.sluice.receiver.prometheus.page.PageFormat.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.receiver.prometheus.page.RecordingVisitor.Entry;
import dev.sluice.receiver.prometheus.page.RecordingVisitor.Sample;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextPageTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "m{a=\"b\",c=\"d\"} 1",
        "m{a=\"b\",c=\"d\"} 1\n",
        "m{a=\"b\",c=\"d\",} 1",
        "m{ a=\"b\", c=\"d\" } 1",
        "m { a = \"b\" , c\t=\t\"d\" ,  } \t 1 \t ",
        "  m{a=\"b\",c=\"d\"} 1",
        "m{a=\"b\" c=\"d\"} 1",
        "m{a=\"b\"c=\"d\"} 1",
        "m{a=\"b\",c=\"d\"}1",
        "{\"m\",a=\"b\",c=\"d\"} 1",
        "{a=\"b\",\"m\",\"c\"=\"d\",} 1",
        "{ a=\"b\" , c=\"d\" , \"m\" }\t1",
        "\n\n \t\nm{a=\"b\",c=\"d\"} 1\n\n",
      })
  void aSample_isReadHoweverItIsSpaced(String page) throws PageException {
    assertThat(RecordingVisitor.read(TEXT, page).samples)
        .containsExactly(new Sample("m", Map.of("a", "b", "c", "d"), 1, null, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"m 5", "m{} 5", "m{ } 5", "{\"m\"} 5", "m+5"})
  void aSampleWithoutLabels_hasNone(String page) throws PageException {
    assertThat(RecordingVisitor.read(TEXT, page).samples)
        .containsExactly(new Sample("m", Map.of(), 5, null, null));
  }

  @Test
  void aSeries_isItsBytesFromNameToBrace() throws PageException {
    String page = " a{x=\"}\"} 1\nb 2\nc { y=\"\\\"\" } 3 4\n{\"d\"} 5\n";

    assertThat(RecordingVisitor.read(TEXT, page).series)
        .containsExactly("a{x=\"}\"}", "b", "c { y=\"\\\"\" }", "{\"d\"}");
  }

  @Test
  void escapes_areResolvedAndOthersLeftAlone() throws PageException {
    String page = "m{a=\"\\\\ \\\" \\n \\t \\x\",b=\"\\\\n\"} 1";

    assertThat(RecordingVisitor.read(TEXT, page).samples.get(0).labels())
        .containsEntry("a", "\\ \" \n \\t \\x")
        .containsEntry("b", "\\n");
  }

  @Test
  void quotedNames_mayBeAnyText() throws PageException {
    String page = "# TYPE \"http.größe\" gauge\n{\"http.größe\",\"etwas \\\"mehr\\\"\"=\"1\"} 2\n";
    RecordingVisitor visitor = RecordingVisitor.read(TEXT, page);

    assertThat(visitor.metadata).containsExactly(new Entry("TYPE", "http.größe", "gauge"));
    assertThat(visitor.samples)
        .containsExactly(new Sample("http.größe", Map.of("etwas \"mehr\"", "1"), 2, null, null));
  }

  @Test
  void newlinesInALabelValue_areTakenAsTheyStand() throws PageException {
    assertThat(RecordingVisitor.read(TEXT, "m{a=\"x\n\ny\"} 1\nn 2\n").samples)
        .containsExactly(
            new Sample("m", Map.of("a", "x\n\ny"), 1, null, null),
            new Sample("n", Map.of(), 2, null, null));
  }

  @Test
  void nullBytes_areAllowedInValuesAndTexts() throws PageException {
    RecordingVisitor visitor =
        RecordingVisitor.read(TEXT, "# HELP m a\0b\n# a \0 comment\nm{a=\"\0\"} 1\n");

    assertThat(visitor.metadata).containsExactly(new Entry("HELP", "m", "a\0b"));
    assertThat(visitor.samples.get(0).labels()).containsEntry("a", "\0");
  }

  @Test
  void timestamps_areMilliseconds() throws PageException {
    assertThat(RecordingVisitor.read(TEXT, "m 33  \t123123 \nn 1 0\n").samples)
        .containsExactly(
            new Sample("m", Map.of(), 33, 123123L, null), new Sample("n", Map.of(), 1, 0L, null));
  }

  @Test
  void blanksBeforeAName_areNotPartOfIt() throws PageException {
    assertThat(RecordingVisitor.read(TEXT, " \ta 1\n  {\"b\"} 2\n").samples)
        .extracting(Sample::name)
        .containsExactly("a", "b");
  }

  @Test
  void metadata_isReadWithItsText() throws PageException {
    String page =
        """
        # HELP a two\\nlines and a \\\\ and a \\"
        # \tTYPE\ta summary
        #  HELP b
        # HELP c\s
        # HELP c\s\s\s
        # HELP d{x} rest
        # TYPE e untyped
        # TYPE f counter
        # TYPE g gauge
        # TYPE h histogram
        """;

    assertThat(RecordingVisitor.read(TEXT, page).metadata)
        .containsExactly(
            new Entry("HELP", "a", "two\nlines and a \\ and a \\\""),
            new Entry("TYPE", "a", "summary"),
            new Entry("HELP", "b", ""),
            new Entry("HELP", "c", ""),
            new Entry("HELP", "c", ""),
            new Entry("HELP", "d", "x} rest"),
            new Entry("TYPE", "e", "unknown"),
            new Entry("TYPE", "f", "counter"),
            new Entry("TYPE", "g", "gauge"),
            new Entry("TYPE", "h", "histogram"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#",
        "#\n",
        "# ",
        "# some text",
        "#HELP m x",
        "# HELPER m",
        "# UNIT m_s s",
        "# EOF",
        "# H"
      })
  void otherLinesWithHash_areComments(String page) throws PageException {
    RecordingVisitor visitor = RecordingVisitor.read(TEXT, page);

    assertThat(visitor.metadata).isEmpty();
    assertThat(visitor.samples).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a|a number as the sample's value, found the end of the line in: a",
        "a{b='c'} 1|a label value in double quotes, found ''' in: a{b='c'} 1",
        "a{b=|a label value in double quotes, found the end of the line",
        "a{\u00ff=\"x\"} 1|a label name, found byte 0xc3",
        "{\"a\", \"b = \"c\"}|= and a value after the label's name, found 'c'",
        "{\"a\",b\\nc=\"d\"} 1|= and a value after the label's name, found '\\'",
        "a true|a number as the sample's value, found 't'",
        "a{b=\"|a quoted string is not closed",
        "a{b=\"c|a quoted string is not closed",
        "a{=\"\"} 0|a label name, found '='",
        "a{,b=\"c\"} 0|a label name, found ','",
        "a{b=\"c\",,d=\"e\"} 0|a label name, found ','",
        "a{b} 0|= and a value after the label's name, found '}'",
        "{b} 0|= and a value after the label's name, found '}'",
        "a{\"b\"} 0|the sample has two metric names",
        "{\"a\",\"b\"} 0|the sample has two metric names",
        "{a=\"ok\"} 1|the sample has no metric name",
        "{} 1|the sample has no metric name",
        "1a 1|a metric name, a # or a {, found '1'",
        "foo 1_2|a number as the sample's value, found '1'",
        "foo 0x1p-3|a number as the sample's value, found '0'",
        "foo 1e400|a number as the sample's value is too large for a number",
        "foo 0 1_2|the end of the line after the timestamp, found '_'",
        "foo 0 -1|a timestamp in milliseconds or the end of the line, found '-'",
        "foo 0 1.5|the end of the line after the timestamp, found '.'",
        "foo 0 9223372036854775808|the timestamp is too large",
        "foo 0 1 2|the end of the line after the timestamp, found '2'",
        "foo 1 # {a=\"b\"} 1|a timestamp in milliseconds or the end of the line, found '#'",
        "foo 1{|a number as the sample's value, found '1'",
        "# TYPE #|a metric name after TYPE, found '#'",
        "# HELP #|a metric name after HELP, found '#'",
        "# TYPE a|one of counter, gauge, histogram, summary, untyped",
        "`# TYPE a counter `|one of counter, gauge, histogram, summary, untyped",
        "# TYPE a info|one of counter, gauge, histogram, summary, untyped",
        "# TYPE a  gauge|one of counter, gauge, histogram, summary, untyped",
      })
  void aPageThatIsNone_saysWhatWasExpected(String line, String problem) {
    assertThatThrownBy(() -> RecordingVisitor.read(TEXT, "ok 1\n# fine\n" + line))
        .isInstanceOf(PageException.class)
        .hasMessageStartingWith("line 3: ")
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a{b=\0\"s\"} 1",
        "a{b\0=\"s\"} 1",
        "a\0{b=\"s\"} 1",
        "a 0 1\0",
        "a 0\0",
        "\0",
        "a 1\r\n"
      })
  void controlCharactersBetweenTokens_areRefused(String page) {
    assertThatThrownBy(() -> RecordingVisitor.read(TEXT, page)).isInstanceOf(PageException.class);
  }

  @Test
  void invalidUtf8_isRefused() {
    assertThatThrownBy(() -> RecordingVisitor.read(TEXT, latin1("m{a=\"\u00ff\"} 1")))
        .hasMessage("line 1: a quoted string is not valid UTF-8");
    assertThatThrownBy(() -> RecordingVisitor.read(TEXT, latin1("# HELP m \u00ff\n")))
        .hasMessage("line 1: the help text is not valid UTF-8");
    assertThatThrownBy(() -> RecordingVisitor.read(TEXT, latin1("{\"\u00ff\"} 1")))
        .hasMessage("line 1: a quoted string is not valid UTF-8");
  }

  @Test
  void lines_areCountedThroughNewlinesInValues() {
    assertThatThrownBy(() -> RecordingVisitor.read(TEXT, "m{a=\"x\ny\"} 1\n\nbad\n"))
        .hasMessageStartingWith("line 4: ");
  }

  private static byte[] latin1(String page) {
    return page.getBytes(StandardCharsets.ISO_8859_1);
  }
}
