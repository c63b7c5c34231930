package dev.sluice.receiver.prometheus.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.receiver.prometheus.page.PrometheusProto.Histogram;
import dev.sluice.receiver.prometheus.page.PrometheusProto.Metric;
import dev.sluice.receiver.prometheus.page.PrometheusProto.MetricFamily;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Pages that nobody would write but to do harm: each is read to its end or refused in time in the
 * order of its length, with memory in the order of its longest entry.
 */
@Timeout(60)
class HostilePagesTest {
  private static final List<String> WORDS =
      List.of(
          "a",
          "a_total",
          "{",
          "}",
          "=",
          ",",
          " ",
          "\t",
          "\n",
          "\r\n",
          "\"",
          "\\",
          "\\n",
          "# ",
          "#",
          "TYPE",
          "HELP",
          "UNIT",
          "EOF",
          "counter",
          "histogram",
          "gaugehistogram",
          "info",
          "stateset",
          "le=\"1\"",
          "le=\"+Inf\"",
          "quantile=\"x\"",
          "# EOF\n",
          "+Inf",
          "-Inf",
          "NaN",
          "0x1p3",
          "1e9999",
          "-0",
          "1_0",
          "9999999999999999999",
          "1.7e308",
          "5e-324",
          "\u0000",
          "\u00e9",
          "\ud83d\ude00",
          "a 1\n",
          "# TYPE a histogram\n",
          "a_bucket{le=\"1\"} 1 # {} 1\n",
          "a{\"b.c\",x=\"y\"} 1\n");

  @Property(tries = 300)
  void anyWords_areReadOrRefused(@ForAll long seed) throws IOException {
    var random = new Random(seed);
    var page = new ByteArrayOutputStream();
    for (int i = random.nextInt(200); i > 0; i--) {
      page.writeBytes(WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.UTF_8));
      if (random.nextInt(50) == 0) page.write(random.nextInt(256));
    }
    for (PageFormat format : PageFormat.values()) read(page.toByteArray(), format);
  }

  @Property(tries = 300)
  void anyFields_areReadOrRefused(@ForAll long seed) throws IOException {
    var random = new Random(seed);
    var page = new ByteArrayOutputStream();
    for (int i = random.nextInt(4); i >= 0; i--) {
      byte[] family = fields(random, 4);
      varint(page, random.nextInt(20) == 0 ? random.nextLong() : family.length);
      page.writeBytes(family);
    }
    read(page.toByteArray(), PageFormat.PROTOBUF);
  }

  /** Fields with numbers that exist, of types that fit or not, and messages in messages. */
  private static byte[] fields(Random random, int depth) {
    var out = new ByteArrayOutputStream();
    for (int i = random.nextInt(8); i > 0; i--) {
      int type = List.of(0, 1, 2, 2, 2, 2, 2, 5).get(random.nextInt(8));
      varint(out, (1L + random.nextInt(17)) << 3 | type);
      switch (type) {
        case 0 -> varint(out, random.nextLong() >>> random.nextInt(64));
        case 1 -> out.writeBytes(bytes(random, 8));
        case 5 -> out.writeBytes(bytes(random, 4));
        default -> {
          byte[] inner =
              depth == 0 || random.nextInt(4) == 0
                  ? bytes(random, random.nextInt(12))
                  : fields(random, depth - 1);
          varint(out, random.nextInt(60) == 0 ? random.nextLong() : inner.length);
          out.writeBytes(inner);
        }
      }
    }
    return out.toByteArray();
  }

  private static byte[] bytes(Random random, int count) {
    var bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  @Test
  void aNativeHistogramOfExemplarsAlone_keepsFew() throws Exception {
    var histogram = new ByteArrayOutputStream();
    varint(histogram, Histogram.ZERO_COUNT << 3);
    varint(histogram, 1);
    for (int i = 0; i < 150_000; i++) {
      // An exemplar with a time, and nothing else.
      message(histogram, Histogram.EXEMPLARS, new byte[] {3 << 3 | 2, 0});
    }
    var metric = new ByteArrayOutputStream();
    message(metric, Metric.HISTOGRAM, histogram.toByteArray());
    var family = new ByteArrayOutputStream();
    message(family, MetricFamily.NAME, "h".getBytes(StandardCharsets.UTF_8));
    varint(family, MetricFamily.TYPE << 3);
    varint(family, 4);
    message(family, MetricFamily.METRIC, metric.toByteArray());
    var page = new ByteArrayOutputStream();
    varint(page, family.size());
    page.writeBytes(family.toByteArray());
    var seen = new Counting();
    new PageParser(NativeHistograms.BESIDE_CLASSIC)
        .parse(new ByteArrayInputStream(page.toByteArray()), PageFormat.PROTOBUF, seen);
    assertThat(seen.histograms).isEqualTo(1);
    assertThat(seen.exemplars).isEqualTo(NativeHistogram.MAX_EXEMPLARS);
  }

  @Test
  void numbersOfManyDigits_costNoMoreThanTheirLength() throws Exception {
    String digits = "9".repeat(900_000);
    for (String number :
        List.of(digits, "0." + "0".repeat(900_000) + "1", "1e" + digits, digits + "e-" + digits)) {
      String line = "a " + number.substring(0, Math.min(number.length(), 1_000_000)) + "\n";
      read(line.repeat(8).getBytes(StandardCharsets.US_ASCII), PageFormat.TEXT);
    }
  }

  @Test
  void aQuoteThatIsNeverClosed_isReadOnce() throws Exception {
    String page = "a{b=\"" + "x\n".repeat(600_000);
    assertThat(read(page.getBytes(StandardCharsets.US_ASCII), PageFormat.TEXT)).isFalse();
    assertThat(read(page.getBytes(StandardCharsets.US_ASCII), PageFormat.OPENMETRICS)).isFalse();
  }

  /** False: refused. Whatever else is thrown fails the test. */
  private static boolean read(byte[] page, PageFormat format) throws IOException {
    try {
      new PageParser(NativeHistograms.BESIDE_CLASSIC)
          .parse(new ByteArrayInputStream(page), format, new Counting());
      return true;
    } catch (PageException refused) {
      return false;
    }
  }

  private static void message(ByteArrayOutputStream out, int field, byte[] message) {
    varint(out, (long) field << 3 | 2);
    varint(out, message.length);
    out.writeBytes(message);
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long left = value;
    for (; (left & ~0x7FL) != 0; left >>>= 7) out.write((int) (left & 0x7F | 0x80));
    out.write((int) left);
  }

  /** Asks for everything that is told. */
  private static final class Counting implements PageVisitor {
    int histograms;
    int exemplars;
    long text;

    @Override
    public void type(MetadataLine line) throws PageException {
      text += line.name().length() + line.type().toString().length();
    }

    @Override
    public void help(MetadataLine line) {
      text += line.name().length() + line.text().length();
    }

    @Override
    public void unit(MetadataLine line) {
      text += line.name().length() + line.text().length();
    }

    @Override
    public void sample(SampleLine line) {
      text += line.name().length();
      ask(line.labels());
      if (line.hasExemplar()) ask(line.exemplar().labels());
    }

    @Override
    public void histogram(SampleLine line, NativeHistogram histogram) {
      histograms++;
      exemplars += histogram.exemplarCount();
      ask(line.labels());
      for (int i = 0; i < histogram.exemplarCount(); i++) ask(histogram.exemplar(i).labels());
      for (SparseBuckets side : List.of(histogram.positive(), histogram.negative())) {
        long dense = side.denseSize();
        if (dense >= 0 && dense < 1 << 16) side.forEach(count -> text++);
        text += side.total();
      }
    }

    private void ask(LabelRanges labels) {
      for (int i = 0; i < labels.count(); i++) {
        text += labels.name(i).length() + labels.value(i).length();
      }
    }
  }
}
