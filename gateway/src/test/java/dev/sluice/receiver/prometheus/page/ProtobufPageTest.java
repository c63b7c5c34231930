package dev.sluice.receiver.prometheus.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.receiver.prometheus.page.ExposedFamily.Instance;
import dev.sluice.receiver.prometheus.page.RecordingVisitor.Entry;
import dev.sluice.receiver.prometheus.page.RecordingVisitor.Exemplar;
import dev.sluice.receiver.prometheus.page.RecordingVisitor.Sample;
import dev.sluice.wire.ProtoWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a page in protobuf says, and what of it is refused. */
class ProtobufPageTest {
  @Test
  void aFamily_isReadAsItsLines() throws Exception {
    byte[] page = page(histogram(out -> {}));

    RecordingVisitor seen = read(page, NativeHistograms.IGNORED);

    assertThat(seen.metadata)
        .containsExactly(
            new Entry("TYPE", "h_seconds", "histogram"),
            new Entry("HELP", "h_seconds", "A \\n \"text\"."),
            new Entry("UNIT", "h_seconds", "seconds"));
    var exemplar = new Exemplar(Map.of("trace_id", "abc"), 0.25, 1_600_000_000_000L);
    assertThat(seen.samples)
        .containsExactly(
            sample("h_seconds_count", Map.of("a", "b"), 7, null),
            sample("h_seconds_sum", Map.of("a", "b"), 2.5, null),
            sample("h_seconds_bucket", Map.of("a", "b", "le", "0.5"), 3, exemplar),
            sample("h_seconds_bucket", Map.of("a", "b", "le", "1.0"), 5, null),
            sample("h_seconds_bucket", Map.of("a", "b", "le", "+Inf"), 7, null));
  }

  @ParameterizedTest
  @EnumSource(NativeHistograms.class)
  void aNativeHistogram_isTakenAsToldTo(NativeHistograms natives) throws Exception {
    byte[] page = page(histogram(ProtobufPageTest::writeNative));

    RecordingVisitor seen = read(page, natives);

    List<String> names = seen.samples.stream().map(Sample::name).distinct().toList();
    boolean isTaken = natives != NativeHistograms.IGNORED;
    assertThat(names.contains("h_seconds")).isEqualTo(isTaken);
    assertThat(names.contains("h_seconds_bucket"))
        .isEqualTo(natives != NativeHistograms.INSTEAD_OF_CLASSIC);
    // One bucket, a gap of two, two buckets more.
    if (isTaken) assertThat(seen.histograms).containsExactly(List.of(2L, 0L, 0L, 3L, 1L));
  }

  @Test
  void anEmptySpan_makesAHistogramNative() throws Exception {
    byte[] page =
        page(
            histogram(
                out -> {
                  int span = out.begin(12);
                  out.end(span);
                }));

    RecordingVisitor seen = read(page, NativeHistograms.INSTEAD_OF_CLASSIC);

    assertThat(seen.samples).extracting(Sample::name).containsExactly("h_seconds");
    assertThat(seen.histograms).containsExactly(List.of());
  }

  @Test
  void countsThatDoNotFitTheirSpans_areRefused() {
    byte[] page =
        page(
            histogram(
                out -> {
                  int span = out.begin(12);
                  out.varint(2, 3);
                  out.end(span);
                  out.zigzag(13, 1);
                }));

    assertThatThrownBy(() -> read(page, NativeHistograms.BESIDE_CLASSIC))
        .isInstanceOf(PageException.class)
        .hasMessageEndingWith(
            "the spans of a native histogram have 3 buckets, but there are 1 counts");
    assertThat(readable(page, NativeHistograms.IGNORED)).isTrue();
  }

  @Test
  void fieldsInAnyOrder_areReadInAFamilyOfUsualLength() throws Exception {
    var family = new ProtoWriter();
    int metric = family.begin(4);
    int gauge = family.begin(2);
    family.float64(1, 4);
    family.end(gauge);
    family.end(metric);
    family.varint(3, 1).string(1, "g").string(9, "of a later version");

    assertThat(read(page(family), NativeHistograms.IGNORED).samples)
        .containsExactly(sample("g", Map.of(), 4, null));
  }

  @Test
  void aFamilyWithoutMetrics_saysNothing() throws Exception {
    var family = new ProtoWriter();
    family.varint(3, 99);

    RecordingVisitor seen = read(page(family), NativeHistograms.IGNORED);

    assertThat(seen.samples).isEmpty();
    assertThat(seen.metadata).isEmpty();
  }

  @Test
  void aFamilyOfAnyLength_isReadMetricByMetric() throws Exception {
    var family = new ProtoWriter();
    family.string(1, "g").string(2, "help").varint(3, 1);
    String value = "x".repeat(50_000);
    for (int i = 0; i < 100; i++) writeGauge(family, value + i, i);
    family.string(5, "late");
    byte[] page = page(family);
    assertThat(page.length).isGreaterThan(4 * PageParser.MAX_ENTRY_BYTES);

    RecordingVisitor seen = read(page, NativeHistograms.IGNORED);

    assertThat(seen.samples).hasSize(100).contains(sample("g", Map.of("l", value + 99), 99, null));
    assertThat(seen.metadata).contains(new Entry("UNIT", "g", "late"));
  }

  @Test
  void aLongFamilyWhoseNameComesLate_isRefused() {
    var family = new ProtoWriter();
    for (int i = 0; i < 40; i++) writeGauge(family, "x".repeat(50_000), i);
    family.string(1, "g");

    assertThatThrownBy(() -> read(page(family), NativeHistograms.IGNORED))
        .hasMessage("byte 3: a metric has no name");
  }

  @Test
  void aLongMetric_isRefused() {
    var family = new ProtoWriter();
    family.string(1, "g").varint(3, 1);
    writeGauge(family, "x".repeat(2 << 20), 1);

    assertThatThrownBy(() -> read(page(family), NativeHistograms.IGNORED))
        .hasMessageEndingWith("a metric is longer than 1048576 bytes");
  }

  @ParameterizedTest
  @CsvSource({
    "80, the page ends inside a length",
    "ffffffffff01, the length of a family",
    "05, the page ends inside a family of 5 bytes",
    "ffffff7f0a, a family ends inside a number",
    "ffffff7f, the page ends inside a family of 268435455 bytes",
    "0422020a00, a metric has no name",
    "090a0161180922020a00, 'a metric''s type is 9, which is none'",
    "090a0161180022021001, field 2 has wire type 0 instead of 2",
    "090a01ff180022021a00, the name of a metric is not valid UTF-8",
    "070a016122020a00, a label has no name",
    "0c0a016122070a050a010a1201, 'field 2 claims 1 bytes, 0 left'",
    "0d0a016122080a060a01ff120162, the name of a label is not valid UTF-8",
  })
  void whatIsNoPage_isRefused(String hex, String why) {
    assertThatThrownBy(() -> read(bytes(hex), NativeHistograms.IGNORED))
        .isInstanceOf(PageException.class)
        .hasMessageContaining(why);
  }

  @Property(tries = 3000)
  void aDamagedPage_isReadOrRefusedButNeverAnythingElse(
      @ForAll @IntRange(max = 10_000) int where,
      @ForAll byte what,
      @ForAll NativeHistograms natives) {
    byte[] page = page(histogram(ProtobufPageTest::writeNative));
    page[where % page.length] = what;

    readable(page, natives);
  }

  @Property(tries = 200)
  void aPageThatIsCutOff_isRefused(@ForAll @IntRange(min = 1, max = 10_000) int length) {
    byte[] page = page(histogram(ProtobufPageTest::writeNative));
    int cut = length % page.length;

    assertThat(readable(Arrays.copyOf(page, cut), NativeHistograms.IGNORED)).isEqualTo(cut == 0);
  }

  private static boolean readable(byte[] page, NativeHistograms natives) {
    try {
      read(page, natives);
      return true;
    } catch (PageException refused) {
      assertThat(refused).hasMessageMatching("(?s)byte [0-9]+: .+");
      return false;
    } catch (IOException fault) {
      throw new AssertionError(fault);
    }
  }

  private static RecordingVisitor read(byte[] page, NativeHistograms natives)
      throws IOException, PageException {
    var visitor = new RecordingVisitor();
    new PageParser(natives).parse(new ByteArrayInputStream(page), PageFormat.PROTOBUF, visitor);
    return visitor;
  }

  private static Sample sample(
      String name, Map<String, String> labels, double value, Exemplar exemplar) {
    return new Sample(name, labels, value, null, exemplar);
  }

  private static byte[] page(ProtoWriter family) {
    return new ProtoWriter()
        .rawVarint(family.size())
        .raw(family.array(), 0, family.size())
        .toByteArray();
  }

  private interface Part {
    void write(ProtoWriter out);
  }

  private static ProtoWriter histogram(Part sparse) {
    var out = new ProtoWriter();
    out.string(1, "h_seconds").string(2, "A \\n \"text\".").varint(3, 4);
    int metric = out.begin(4);
    ExposedFamily.writeLabels(out, Map.of("a", "b"));
    int data = out.begin(7);
    out.varint(1, 7).float64(2, 2.5);
    writeBucket(out, 0.5, 3, true);
    writeBucket(out, 1, 5, false);
    sparse.write(out);
    out.end(data);
    out.end(metric);
    out.string(5, "seconds");
    return out;
  }

  private static void writeBucket(ProtoWriter out, double bound, long count, boolean isMarked) {
    int bucket = out.begin(3);
    out.varint(1, count).float64(2, bound);
    var exemplar = new ExposedFamily.Exemplar(Map.of("trace_id", "abc"), 0.25, 1_600_000_000L);
    if (isMarked) ExposedFamily.writeExemplar(out, 3, exemplar);
    out.end(bucket);
  }

  private static void writeNative(ProtoWriter out) {
    out.zigzag(5, 3).float64(6, 0.001).varint(7, 1);
    for (int[] offsetAndLength : new int[][] {{-4, 1}, {2, 2}}) {
      int span = out.begin(12);
      out.zigzag(1, offsetAndLength[0]).varint(2, offsetAndLength[1]);
      out.end(span);
    }
    out.zigzag(13, 2).zigzag(13, 1);
    int packed = out.begin(13);
    out.rawVarint(3); // minus 2
    out.end(packed);
  }

  private static void writeGauge(ProtoWriter family, String label, double value) {
    var one =
        new ExposedFamily(
            "g",
            "",
            FamilyType.GAUGE,
            "",
            List.of(new Instance(Map.of("l", label), value, 0, List.of(), null, null, null)));
    one.writeMetrics(family);
  }

  private static byte[] bytes(String hex) {
    var bytes = new byte[hex.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
    }
    return bytes;
  }
}
