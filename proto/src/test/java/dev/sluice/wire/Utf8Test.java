package dev.sluice.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class Utf8Test {

  @Property
  void texts_areValid(@ForAll String text) {
    byte[] bytes = text.getBytes(UTF_8);

    assertThat(Utf8.isValid(bytes, 0, bytes.length)).isTrue();
    assertThat(Utf8.repair(bytes, 0, bytes.length)).isZero();
  }

  /** Every lead byte with every second byte, and the edges of the third and fourth. */
  @Test
  void shortSequences_areJudgedAsTheJdkDoes() {
    int[] edges = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF};
    byte[] bytes = new byte[4];
    for (int lead = 0x80; lead < 0x100; lead++) {
      for (int second = 0; second < 0x100; second++) {
        for (int third : edges) {
          for (int fourth : edges) {
            bytes[0] = (byte) lead;
            bytes[1] = (byte) second;
            bytes[2] = (byte) third;
            bytes[3] = (byte) fourth;
            for (int length = 1; length <= bytes.length; length++) assertAsTheJdk(bytes, length);
          }
        }
      }
    }
  }

  private static void assertAsTheJdk(byte[] bytes, int length) {
    boolean expected = ReferenceUtf8.isValid(bytes, 0, length);
    if (Utf8.isValid(bytes, 0, length) == expected) return;
    throw new AssertionError(
        "%s is %svalid"
            .formatted(Arrays.toString(Arrays.copyOf(bytes, length)), expected ? "" : "in"));
  }

  @Property(tries = 3000)
  void repair_replacesEachOffendingByte(@ForAll long seed, @ForAll @IntRange(max = 80) int length) {
    byte[] bytes = nearlyText(new Random(seed), length);
    byte[] expected = ReferenceUtf8.repaired(ByteString.copyFrom(bytes)).toByteArray();
    int different = 0;
    for (int i = 0; i < bytes.length; i++) if (bytes[i] != expected[i]) different++;

    assertThat(Utf8.isValid(bytes, 0, bytes.length)).isEqualTo(different == 0);
    assertThat(Utf8.repair(bytes, 0, bytes.length)).isEqualTo(different);
    assertThat(bytes).isEqualTo(expected);
    assertThat(ByteString.copyFrom(bytes).isValidUtf8()).isTrue();
  }

  @Property
  void repair_staysInItsRange(
      @ForAll @IntRange(max = 40) int from, @ForAll @IntRange(max = 40) int length) {
    byte[] bytes = new byte[100];
    Arrays.fill(bytes, (byte) 0x80);

    assertThat(Utf8.repair(bytes, from, from + length)).isEqualTo(length);

    for (int i = 0; i < bytes.length; i++) {
      assertThat(bytes[i]).isEqualTo((byte) (i >= from && i < from + length ? '?' : 0x80));
    }
  }

  @Property
  void asciiEnd_isTheFirstByteBeyond(
      @ForAll @IntRange(max = 90) int from, @ForAll @IntRange(max = 120) int where) {
    byte[] bytes = new byte[100];
    if (where < bytes.length) bytes[where] = (byte) 0xC3;

    int expected = where >= from && where < bytes.length ? where : bytes.length;
    assertThat(Utf8.asciiEnd(bytes, from, bytes.length)).isEqualTo(expected);
    assertThat(Utf8.asciiEnd(bytes, from, from)).isEqualTo(from);
  }

  /** Text with some bytes of it overwritten, so that most of it is valid. */
  private static byte[] nearlyText(Random random, int length) {
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.appendCodePoint(
          random.nextBoolean() ? 'a' + random.nextInt(26) : 0xA0 + random.nextInt(0x2000));
      if (random.nextInt(8) == 0) text.appendCodePoint(0x1F600 + random.nextInt(50));
    }
    byte[] bytes = text.toString().getBytes(UTF_8);
    for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }
}
