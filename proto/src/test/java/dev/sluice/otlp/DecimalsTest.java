package dev.sluice.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.ProtoWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecimalsTest {

  @ParameterizedTest
  @CsvSource({
    "0.0, 0",
    "-0.0, -0",
    "3.0, 3",
    "-2.5, -2.5",
    "0.005, 0.005",
    "0.1, 0.1",
    "1e-6, 0.000001",
    "9.999999999999997e-7, 9.999999999999997e-7",
    "1e-7, 1e-7",
    "-1.5e-10, -1.5e-10",
    "1e20, 100000000000000000000",
    "1e21, 1e+21",
    "1e23, 1e+23",
    "4.9e-324, 5e-324",
    "0.30000000000000004, 0.30000000000000004",
    "1700000000.123, 1700000000.123",
    "999999999999999.9, 999999999999999.9",
    "1.7976931348623157e308, 1.7976931348623157e+308",
  })
  void aDouble_isWrittenAsEcmaScriptWritesIt(double value, String expected) {
    assertThat(Decimals.text(value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0.005, 0.005",
    "1.0, 1",
    "1e7, 10000000",
    "1e23, 100000000000000000000000",
    "1e-7, 0.0000001",
    "-1.5e21, -1500000000000000000000",
  })
  void aPlainDouble_neverHasAnExponent(double value, String expected) {
    assertThat(Decimals.plain(value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0.0, 0",
    "-0.0, -0",
    "1.5, 1.5",
    "999999.0, 999999",
    "1e6, 1e+06",
    "1234567.5, 1.2345675e+06",
    "0.0001, 0.0001",
    "0.00001, 1e-05",
    "1.25e-10, 1.25e-10",
    "-1e100, -1e+100",
    "NaN, NaN",
    "Infinity, +Inf",
    "-Infinity, -Inf",
  })
  void aGeneralDouble_isWrittenAsGoPrintsIt(double value, String expected) {
    ProtoWriter out = new ProtoWriter();
    Decimals.appendGeneral(value, out);
    assertThat(out.toSlice().utf8()).isEqualTo(expected);
  }

  @Test
  void aNumberThatJsonCannotHold_isSaidSoInTheCollectorsWords() {
    assertThat(Decimals.text(Double.NaN)).isEqualTo("json: unsupported value: NaN");
    assertThat(Decimals.text(Double.POSITIVE_INFINITY)).isEqualTo("json: unsupported value: +Inf");
    assertThat(Decimals.text(Double.NEGATIVE_INFINITY)).isEqualTo("json: unsupported value: -Inf");
    assertThat(Decimals.plain(Double.NaN)).isEqualTo("NaN");
    assertThat(Decimals.plain(Double.POSITIVE_INFINITY)).isEqualTo("+Inf");
    assertThat(Decimals.plain(Double.NEGATIVE_INFINITY)).isEqualTo("-Inf");
  }

  @Test
  void aLong_isWrittenInFull() {
    for (long value : new long[] {0, -1, 42, Long.MAX_VALUE, Long.MIN_VALUE}) {
      ProtoWriter out = new ProtoWriter(1);
      Decimals.appendLong(value, out.rawByte('<'));
      assertThat(out.rawByte('>').toSlice().utf8()).isEqualTo("<" + value + ">");
    }
  }

  @Test
  void hardCases_areWrittenAsGoWritesThem() throws IOException {
    List<String> lines = golden();
    assertThat(lines).hasSizeGreaterThan(400);
    for (String line : lines) {
      String[] parts = line.split(" ", -1);
      double value = Double.longBitsToDouble(Long.parseUnsignedLong(parts[0], 16));
      assertThat(Decimals.text(value)).as(line).isEqualTo(parts[1]);
      if (value != 0) {
        assertThat(Decimals.plain(value))
            .as(line)
            .isEqualTo(new BigDecimal(parts[1]).toPlainString());
      }
    }
  }

  private static List<String> golden() throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    DecimalsTest.class.getResourceAsStream("/golden/decimals.txt")),
                StandardCharsets.UTF_8))) {
      return in.lines().filter(line -> !line.startsWith("#")).toList();
    }
  }

  @Property(tries = 5000)
  void anyBits_readBackAsTheSameDouble(@ForAll long bits) {
    double value = Double.longBitsToDouble(bits);
    if (Double.isFinite(value)) checkShortest(value);
  }

  @Property(tries = 5000)
  void aShortDecimal_comesBackAsItWasWritten(
      @ForAll @IntRange(min = -999_999_999) int digits, @ForAll @IntRange(max = 12) int places) {
    BigDecimal decimal = BigDecimal.valueOf(digits, places);
    double value = decimal.doubleValue();
    assertThat(new BigDecimal(Decimals.text(value))).isEqualByComparingTo(decimal);
    checkShortest(value);
  }

  /** No decimal with one digit fewer may read back as the same double. */
  private static void checkShortest(double value) {
    String text = Decimals.text(value);
    String plain = Decimals.plain(value);
    assertThat(Double.parseDouble(text)).isEqualTo(value);
    assertThat(Double.parseDouble(plain)).isEqualTo(value);
    assertThat(plain).doesNotContain("e");
    if (value == 0) return;
    BigDecimal shortest = new BigDecimal(text).stripTrailingZeros();
    assertThat(new BigDecimal(plain)).isEqualByComparingTo(shortest);
    BigDecimal unit = BigDecimal.ONE.scaleByPowerOfTen(1 - shortest.scale());
    if (shortest.precision() == 1) return;
    BigDecimal below = shortest.divideToIntegralValue(unit).multiply(unit);
    assertThat(below.doubleValue()).isNotEqualTo(value);
    assertThat(below.add(unit.multiply(BigDecimal.valueOf(shortest.signum()))).doubleValue())
        .isNotEqualTo(value);
  }
}
