package dev.sluice.receiver.prometheus.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberReaderTest {
  private final NumberReader reader = new NumberReader();

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, -0.0",
    "1, 1",
    "+1, 1",
    "-17.25, -17.25",
    "5., 5",
    ".5, 0.5",
    "-.5e1, -5",
    "1e5, 1e5",
    "1E+5, 1e5",
    "1.e-5, 1e-5",
    "8.388608E7, 8.388608E7",
    "0e99999999999, 0",
    "1e-99999999999, 0",
    "1e-400, 0",
    "000000000000000000000000000000001, 1",
    "0.000000000000000000000000000000000001, 1e-36",
    "12345678901234567890123456789, 12345678901234567890123456789",
    "1.7976931348623157e308, 1.7976931348623157e308",
    "4.9e-324, 4.9e-324",
    "2.2250738585072014e-308, 2.2250738585072014e-308",
    "9007199254740993, 9007199254740992",
    "9007199254740995, 9007199254740996",
    "18446744073709551615, 1.8446744073709552E19"
  })
  void numbers_areReadAsGoReadsThem(String text, double expected) {
    assertThat(read(text)).isEqualTo(text.length());
    assertThat(reader.value()).isEqualTo(expected);
    assertThat(Double.doubleToLongBits(reader.value()))
        .isEqualTo(Double.doubleToLongBits(expected));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Inf", "+Inf", "inf", "INF", "Infinity", "+infinity", "iNfInItY"})
  void infinity_hasManySpellings(String text) {
    assertThat(read(text)).isEqualTo(text.length());
    assertThat(reader.value()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(read("-" + text.replace("+", ""))).isPositive();
    assertThat(reader.value()).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "nan", "NAN"})
  void notANumber_isOnlyTheOrdinaryOne(String text) {
    assertThat(read(text)).isEqualTo(3);
    assertThat(Double.doubleToRawLongBits(reader.value())).isEqualTo(0x7FF8000000000001L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "+", "-", ".", "+.", "e5", ".e5", "1e", "1e+", "1e-", "+NaN", "-nan", "x", "in", "na",
        "--1"
      })
  void whatIsNoNumber_isMalformed(String text) {
    assertThat(read(text)).isEqualTo(NumberReader.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e309", "-1e309", "1.7976931348623159e308", "1e99999999999"})
  void whatIsBeyondADouble_isOutOfRange(String text) {
    assertThat(read(text)).isEqualTo(NumberReader.OUT_OF_RANGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0x1p4", "1_0", "infx", "1e5x", "1.2.3", "1,5"})
  void reading_stopsWhereTheNumberStops(String text) {
    assertThat(read(text)).isLessThan(text.length());
  }

  @Property(tries = 20_000)
  void anyDouble_comesBackFromItsShortestText(@ForAll("bits") double value) {
    String text = Double.toString(value);
    assertThat(read(text)).isEqualTo(text.length());
    assertThat(reader.value()).isEqualTo(value);
  }

  @Property(tries = 20_000)
  void anyDecimal_isRoundedAsTheJdkRoundsIt(
      @ForAll long digits, @ForAll @IntRange(min = -345, max = 310) int exponent) {
    agreesWithTheJdk(Long.toUnsignedString(digits) + "e" + exponent);
  }

  @Property(tries = 5_000)
  void halfWayBetweenTwoDoubles_isRoundedToEven(@ForAll("bits") double value) {
    Assume.that(Double.isFinite(Math.nextUp(value)));
    BigDecimal middle =
        new BigDecimal(value).add(new BigDecimal(Math.nextUp(value))).divide(BigDecimal.valueOf(2));
    agreesWithTheJdk(middle.toPlainString());
    agreesWithTheJdk(middle.unscaledValue().add(BigInteger.ONE) + "e" + -middle.scale());
    agreesWithTheJdk(middle.unscaledValue().subtract(BigInteger.ONE) + "e" + -middle.scale());
  }

  @Property(tries = 5_000)
  void integersBeyond53Bits_areRoundedAsTheJdkRoundsThem(@ForAll long value) {
    agreesWithTheJdk(Long.toString(value));
    agreesWithTheJdk(Long.toString((value & ~0x7FF) | 0x400));
  }

  private void agreesWithTheJdk(String text) {
    double expected = Double.parseDouble(text);
    if (Double.isInfinite(expected)) {
      assertThat(read(text)).isEqualTo(NumberReader.OUT_OF_RANGE);
    } else {
      assertThat(read(text)).isEqualTo(text.length());
      assertThat(reader.value()).as(text).isEqualTo(expected);
    }
  }

  @Provide
  Arbitrary<Double> bits() {
    return Combinators.combine(
            Arbitraries.longs(), Arbitraries.integers().between(0, 0x7FE), Arbitraries.of(0L, 1L))
        .as((mantissa, exponent, sign) -> sign << 63 | (long) exponent << 52 | mantissa >>> 12)
        .map(Double::longBitsToDouble);
  }

  private int read(String text) {
    return reader.read((text + "\n").getBytes(StandardCharsets.UTF_8), 0);
  }
}
