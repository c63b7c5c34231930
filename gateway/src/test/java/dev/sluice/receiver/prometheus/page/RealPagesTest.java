package dev.sluice.receiver.prometheus.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.receiver.prometheus.page.RecordingVisitor.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages of jmx_exporter and Micrometer, read by our parser and by a simple one. */
class RealPagesTest {
  private static final Pattern LINE = Pattern.compile("(\\w+)(?:\\{(.*)\\})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

  @ParameterizedTest
  @CsvSource({
    "jmx.prom, TEXT, 313",
    "jmx.om, OPENMETRICS, 313",
    "micrometer.prom, TEXT, 396",
    "micrometer.om, OPENMETRICS, 396"
  })
  void realPages_areReadAsASimpleParserReadsThem(String file, PageFormat format, int atLeast)
      throws IOException, PageException {
    byte[] page = resource(file);
    RecordingVisitor visitor = RecordingVisitor.read(format, page);

    assertThat(visitor.samples).hasSizeGreaterThanOrEqualTo(atLeast).isEqualTo(simply(page));
    assertThat(visitor.metadata).filteredOn(entry -> entry.kind().equals("TYPE")).isNotEmpty();
  }

  private static List<Sample> simply(byte[] page) {
    var samples = new ArrayList<Sample>();
    for (String line : new String(page, StandardCharsets.UTF_8).split("\n")) {
      if (line.startsWith("#")) continue;
      Matcher sample = LINE.matcher(line);
      assertThat(sample.matches()).as(line).isTrue();
      var labels = new TreeMap<String, String>();
      String list = sample.group(2);
      for (Matcher m = LABEL.matcher(list == null ? "" : list); m.find(); ) {
        labels.put(
            m.group(1),
            m.group(2).replace("\\\\", "\\").replace("\\\"", "\"").replace("\\n", "\n"));
      }
      samples.add(
          new Sample(sample.group(1), labels, Double.parseDouble(sample.group(3)), null, null));
    }
    return samples;
  }

  private static byte[] resource(String file) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            RealPagesTest.class.getResourceAsStream("/dev/sluice/receiver/prometheus/" + file))) {
      return in.readAllBytes();
    }
  }
}
