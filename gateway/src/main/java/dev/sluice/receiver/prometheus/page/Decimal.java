package dev.sluice.receiver.prometheus.page;

import java.math.BigInteger;

/**
 * From {@code mantissa * 10^exponent} to the nearest double, ties to even, without objects: small
 * numbers by one exact multiplication or division, the others by the algorithm of Eisel and Lemire
 * ("Number Parsing at a Gigabyte per Second", 2021), which multiplies with 128 bits of a power of
 * five.
 *
 * <p>Why not {@link Double#parseDouble}: it wants a String, and takes ten times as long on the 17
 * digits that a histogram's sum usually has.
 */
final class Decimal {
  /** Below this every 64 bit mantissa is rounded to zero, above to infinity. */
  private static final int SMALLEST_POWER = -342;

  private static final int LARGEST_POWER = 308;

  private static final int MANTISSA_BITS = 52;
  private static final int MINIMUM_EXPONENT = -1023;
  private static final int INFINITE_EXPONENT = 0x7FF;

  /** Only between these powers can a product of 64 bits lie exactly between two doubles. */
  private static final int MIN_TIE_POWER = -4;

  private static final int MAX_TIE_POWER = 23;

  private static final double[] EXACT_POWERS = new double[23];

  static {
    double power = 1;
    for (int i = 0; i < EXACT_POWERS.length; i++, power *= 10) EXACT_POWERS[i] = power;
  }

  private Decimal() {}

  /** {@code mantissa} is unsigned. Infinity where the number is beyond the range. */
  static double toDouble(long mantissa, int exponent) {
    if (mantissa >>> (MANTISSA_BITS + 1) == 0 && Math.abs(exponent) < EXACT_POWERS.length) {
      // Both are exact, so the one rounding of the operation is the right one.
      return exponent < 0 ? mantissa / EXACT_POWERS[-exponent] : mantissa * EXACT_POWERS[exponent];
    }
    if (mantissa == 0 || exponent < SMALLEST_POWER) return 0;
    if (exponent > LARGEST_POWER) return Double.POSITIVE_INFINITY;
    return byProduct(mantissa, exponent);
  }

  private static double byProduct(long mantissa, int exponent) {
    int zeros = Long.numberOfLeadingZeros(mantissa);
    long normal = mantissa << zeros;
    int power = (exponent - SMALLEST_POWER) * 2;
    long high = multiplyHigh(normal, PowersOfFive.BITS[power]);
    long low = normal * PowersOfFive.BITS[power];
    if ((high & 0x1FF) == 0x1FF) {
      // The bits that decide may still change by a carry: look at the power's lower half too.
      long carried = low + multiplyHigh(normal, PowersOfFive.BITS[power + 1]);
      if (Long.compareUnsigned(carried, low) < 0) high++;
      low = carried;
    }
    int topBit = (int) (high >>> 63);
    int shift = topBit + 64 - MANTISSA_BITS - 3;
    long bits = high >>> shift;
    int binaryExponent = binaryExponentOf(exponent) + topBit - zeros - MINIMUM_EXPONENT;
    if (binaryExponent <= 0) return subnormal(bits, binaryExponent);
    boolean mayTie = exponent >= MIN_TIE_POWER && exponent <= MAX_TIE_POWER;
    if (mayTie && low >= 0 && low <= 1 && (bits & 3) == 1 && bits << shift == high) bits &= ~1L;
    bits = (bits + (bits & 1)) >>> 1;
    if (bits == 2L << MANTISSA_BITS) {
      bits >>>= 1;
      binaryExponent++;
    }
    if (binaryExponent >= INFINITE_EXPONENT) return Double.POSITIVE_INFINITY;
    return compose(bits, binaryExponent);
  }

  private static double subnormal(long bits, int binaryExponent) {
    int shift = 1 - binaryExponent;
    if (shift >= Long.SIZE) return 0;
    long shifted = bits >>> shift;
    long rounded = (shifted + (shifted & 1)) >>> 1;
    return compose(rounded, rounded >>> MANTISSA_BITS == 0 ? 0 : 1);
  }

  private static double compose(long bits, int binaryExponent) {
    long mantissa = bits & ((1L << MANTISSA_BITS) - 1);
    return Double.longBitsToDouble((long) binaryExponent << MANTISSA_BITS | mantissa);
  }

  /** The exponent of 2 in 10^power as a number between 2^63 and 2^64: power times log2(10). */
  private static int binaryExponentOf(int power) {
    return (((152_170 + 65_536) * power) >> 16) + 63;
  }

  /** The upper half of the unsigned product; {@code Math.unsignedMultiplyHigh} came with 18. */
  private static long multiplyHigh(long a, long b) {
    return Math.multiplyHigh(a, b) + ((a >> 63) & b) + ((b >> 63) & a);
  }

  /** The upper 128 bits of each power of five, two longs a power. Made at the first use. */
  private static final class PowersOfFive {
    private static final int WIDTH = 128;

    /** 5^27 fits in 64 bits, so a mantissa can be a multiple of it. */
    private static final int LARGEST_POWER_IN_A_LONG = 27;

    static final long[] BITS = new long[(LARGEST_POWER - SMALLEST_POWER + 1) * 2];

    static {
      for (int power = SMALLEST_POWER; power <= LARGEST_POWER; power++) {
        BigInteger bits = power < 0 ? reciprocal(-power) : upper(BigInteger.valueOf(5).pow(power));
        int at = (power - SMALLEST_POWER) * 2;
        BITS[at] = bits.shiftRight(Long.SIZE).longValue();
        BITS[at + 1] = bits.longValue();
      }
    }

    private static BigInteger upper(BigInteger number) {
      // A negative distance shifts to the left.
      return number.shiftRight(number.bitLength() - WIDTH);
    }

    /** 1 / 5^power: rounded up where the division may come out even, else cut off. */
    private static BigInteger reciprocal(int power) {
      BigInteger divisor = BigInteger.valueOf(5).pow(power);
      // Not a power of two, so the quotient has exactly WIDTH bits.
      BigInteger dividend = BigInteger.ONE.shiftLeft(divisor.bitLength() + WIDTH - 1);
      BigInteger quotient = dividend.divide(divisor);
      return power <= LARGEST_POWER_IN_A_LONG ? quotient.add(BigInteger.ONE) : quotient;
    }
  }
}
