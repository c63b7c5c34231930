package dev.sluice.receiver.prometheus.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.sluice.receiver.prometheus.page.RecordingVisitor.Sample;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageParserTest {

  @ParameterizedTest
  @ValueSource(ints = {65_400, 65_523, 65_524, 65_525, 65_536, 131_060, 500_000, 1_000_000})
  void longLines_crossTheBuffersEnd(int length) throws PageException {
    String value = "x".repeat(length);
    String page = "a{b=\"" + value + "\"} 1\nc 2\n";

    assertThat(RecordingVisitor.read(PageFormat.TEXT, page).samples)
        .containsExactly(
            new Sample("a", Map.of("b", value), 1, null, null),
            new Sample("c", Map.of(), 2, null, null));
  }

  @ParameterizedTest
  @ValueSource(ints = {65_400, 65_523, 65_524, 65_525, 131_060})
  void newlinesInValues_crossTheBuffersEnd(int length) throws PageException {
    String value = "x".repeat(length) + "\ny\n" + "z".repeat(10);
    String page = "a{b=\"" + value + "\"} 12345\n";

    assertThat(RecordingVisitor.read(PageFormat.TEXT, page + page).samples)
        .hasSize(2)
        .allMatch(new Sample("a", Map.of("b", value), 12345, null, null)::equals);
  }

  @Test
  void aLineWithoutEnd_isRefused() {
    assertThatThrownBy(() -> new PageParser().parse(endless('x'), PageFormat.TEXT, nobody()))
        .hasMessageStartingWith("line 1: the line is longer than 1048576 bytes");
  }

  @Test
  void aStringWithoutEnd_isRefusedAlthoughItHasLines() {
    InputStream page =
        new SequenceInputStream(
            new ByteArrayInputStream("a{b=\"".getBytes(StandardCharsets.UTF_8)), endless('\n'));

    assertThatThrownBy(() -> new PageParser().parse(page, PageFormat.TEXT, nobody()))
        .hasMessageContaining("the line is longer than 1048576 bytes");
  }

  @Test
  void aLongPage_isReadWithOneSmallBuffer() throws Exception {
    byte[] line = "a_metric{with=\"some\",labels=\"here\"} 1.5\n".getBytes(StandardCharsets.UTF_8);
    var counter = new CountingVisitor();
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    new PageParser().parse(repeated(line, 1_000_000), PageFormat.TEXT, counter);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(counter.samples).isEqualTo(1_000_000);
    // Of 40 MB: the buffer, and what the JVM does aside.
    assertThat(allocated).isLessThan(1 << 20);
  }

  @Test
  void aParser_mayBeUsedAgainAfterABadPage() throws Exception {
    var parser = new PageParser();
    assertThatThrownBy(() -> parser.parse(stream("a{b=\"\n"), PageFormat.TEXT, nobody()))
        .isInstanceOf(PageException.class);

    var visitor = new RecordingVisitor();
    parser.parse(stream("c 2"), PageFormat.TEXT, visitor);
    assertThat(visitor.samples).containsExactly(new Sample("c", Map.of(), 2, null, null));
  }

  @Test
  void whatTheVisitorThrows_endsThePage() {
    var visitor =
        new CountingVisitor() {
          @Override
          public void sample(SampleLine line) throws PageException {
            throw line.refuse("enough");
          }
        };

    assertThatThrownBy(
            () -> new PageParser().parse(stream("# x\na 1\nb 2\n"), PageFormat.TEXT, visitor))
        .isInstanceOf(PageException.class)
        .hasMessage("line 2: enough");
  }

  private static InputStream stream(String page) {
    return new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8));
  }

  private static PageVisitor nobody() {
    return new CountingVisitor();
  }

  private static InputStream endless(char what) {
    return repeated(new byte[] {(byte) what}, Integer.MAX_VALUE);
  }

  private static InputStream repeated(byte[] piece, int times) {
    return new InputStream() {
      private long left = (long) piece.length * times;

      @Override
      public int read() throws IOException {
        return left == 0 ? -1 : next();
      }

      private byte next() {
        int at = (int) (left-- % piece.length);
        return piece[at == 0 ? 0 : piece.length - at];
      }

      @Override
      public int read(byte[] target, int offset, int length) {
        int count = (int) Math.min(left, length);
        for (int i = 0; i < count; i++) target[offset + i] = next();
        return count == 0 ? -1 : count;
      }
    };
  }

  private static class CountingVisitor implements PageVisitor {
    int samples;

    @Override
    public void type(MetadataLine line) {}

    @Override
    public void help(MetadataLine line) {}

    @Override
    public void unit(MetadataLine line) {}

    @Override
    public void sample(SampleLine line) throws PageException {
      samples++;
    }

    @Override
    public void histogram(SampleLine line, NativeHistogram histogram) {
      samples++;
    }
  }
}
