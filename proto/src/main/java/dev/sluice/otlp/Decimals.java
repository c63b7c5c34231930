package dev.sluice.otlp;

import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.core.io.schubfach.DoubleToDecimal;
import dev.sluice.wire.ProtoWriter;
import java.nio.charset.StandardCharsets;

/**
 * Numbers as text, the same on every JVM: the shortest decimal that reads back as the same double,
 * and of those the nearest. {@code Double.toString} is not that before JDK 19, and even after it
 * prints two digits where one would do ({@code 4.9E-324}).
 *
 * <p>Pure functions, for any thread. Integers and decimals of up to nine places, which is what
 * telemetry mostly holds, are written without allocating.
 */
public final class Decimals {
  /** Go's encoding/json switches to an exponent beyond these, as ECMAScript does. */
  private static final double EXPONENT_BELOW = 1e-6;

  private static final double EXPONENT_FROM = 1e21;

  /** Go's %v does so beyond these. */
  private static final double GENERAL_EXPONENT_BELOW = 1e-4;

  private static final double GENERAL_EXPONENT_FROM = 1e6;

  /** Every integer up to here has at most 15 digits and is its own shortest decimal. */
  private static final double FIFTEEN_DIGITS = 1e15;

  /** Below, {@link DoubleToDecimal} may print two digits where one is enough. */
  private static final double FEW_BITS = 1e-321;

  /** The longest: a sign, {@code 0.}, 323 zeros and 17 digits. */
  private static final int MAX_PLAIN_LENGTH = 348;

  private Decimals() {}

  /**
   * As JSON writes a number and the collector a label: {@code 3}, {@code 0.25}, {@code 1e-7},
   * {@code 1e+21}. NaN and infinities, which JSON cannot hold, give the collector's words for that:
   * {@code json: unsupported value: NaN}, {@code +Inf}, {@code -Inf}.
   */
  public static void append(double value, ProtoWriter out) {
    if (!Double.isFinite(value)) {
      out.rawAscii("json: unsupported value: ");
      appendNonFinite(value, out);
      return;
    }
    double size = Math.abs(value);
    boolean exponent = size != 0 && (size < EXPONENT_BELOW || size >= EXPONENT_FROM);
    appendFinite(value, exponent ? 1 : 0, out);
  }

  /**
   * Never with an exponent, as {@code le} and {@code quantile} are written: {@code 0.005}, {@code
   * 10000000}, {@code +Inf}, {@code NaN}.
   */
  public static void appendPlain(double value, ProtoWriter out) {
    if (Double.isFinite(value)) {
      appendFinite(value, 0, out);
    } else {
      appendNonFinite(value, out);
    }
  }

  /** As Go's {@code %v} writes a double: {@code 100000}, {@code 1e+06}, {@code 2.5e-05}. */
  public static void appendGeneral(double value, ProtoWriter out) {
    if (!Double.isFinite(value)) {
      appendNonFinite(value, out);
      return;
    }
    double size = Math.abs(value);
    boolean exponent =
        size != 0 && (size < GENERAL_EXPONENT_BELOW || size >= GENERAL_EXPONENT_FROM);
    appendFinite(value, exponent ? 2 : 0, out);
  }

  public static void appendLong(long value, ProtoWriter out) {
    out.ensure(20);
    out.advance(NumberOutput.outputLong(value, out.array(), out.size()) - out.size());
  }

  /** {@link #append} as a string. */
  public static String text(double value) {
    ProtoWriter out = new ProtoWriter(32);
    append(value, out);
    return ascii(out);
  }

  /** {@link #appendPlain} as a string. */
  public static String plain(double value) {
    ProtoWriter out = new ProtoWriter(32);
    appendPlain(value, out);
    return ascii(out);
  }

  private static String ascii(ProtoWriter out) {
    return new String(out.array(), 0, out.size(), StandardCharsets.ISO_8859_1);
  }

  private static void appendNonFinite(double value, ProtoWriter out) {
    out.rawAscii(Double.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf");
  }

  /** With an exponent of at least that many digits; 0 is without. */
  private static void appendFinite(double value, int exponentDigits, ProtoWriter out) {
    if (Double.doubleToRawLongBits(value) < 0) out.rawByte('-');
    double size = Math.abs(value);
    if (exponentDigits == 0 && size < FIFTEEN_DIGITS && appendShort(size, out)) return;
    if (size == 0) {
      out.rawByte('0');
      return;
    }
    String text = DoubleToDecimal.toString(size);
    long digits = 0;
    int scale = 0;
    boolean fraction = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 'E') {
        scale += Integer.parseInt(text, i + 1, text.length(), 10);
        break;
      }
      if (c == '.') {
        fraction = true;
        continue;
      }
      digits = digits * 10 + (c - '0');
      if (fraction) scale--;
    }
    if (size < FEW_BITS && digits >= 10 && digits < 100) {
      long oneDigit = (digits + 5) / 10;
      if (Double.parseDouble(oneDigit + "E" + (scale + 1)) == size) {
        digits = oneDigit;
        scale++;
      }
    }
    while (digits % 10 == 0) {
      digits /= 10;
      scale++;
    }
    if (exponentDigits == 0) {
      layOutPlain(digits, scale, out);
    } else {
      layOutExponent(digits, scale, exponentDigits, out);
    }
  }

  /**
   * Writes a value that is a decimal of at most fifteen digits with at most nine after the point.
   * Two such decimals never meet in one double, so the one that reads back is the shortest; and a
   * division of integers below 2^53 by a power of ten rounds once, as reading the decimal does.
   */
  private static boolean appendShort(double size, ProtoWriter out) {
    if (size == Math.rint(size)) {
      appendLong((long) size, out);
      return true;
    }
    return size >= EXPONENT_BELOW
        && (appendScaled(size, 3, 1e3, out)
            || appendScaled(size, 6, 1e6, out)
            || appendScaled(size, 9, 1e9, out));
  }

  private static boolean appendScaled(double size, int places, double unit, ProtoWriter out) {
    double scaled = Math.rint(size * unit);
    if (scaled >= FIFTEEN_DIGITS || scaled / unit != size) return false;
    long digits = (long) scaled;
    int scale = -places;
    while (digits % 10 == 0) {
      digits /= 10;
      scale++;
    }
    layOutPlain(digits, scale, out);
    return true;
  }

  /** {@code digits} times ten to the {@code scale}, without an exponent. */
  private static void layOutPlain(long digits, int scale, ProtoWriter out) {
    out.ensure(MAX_PLAIN_LENGTH);
    int start = out.size();
    appendLong(digits, out);
    if (scale >= 0) {
      for (int i = 0; i < scale; i++) out.rawByte('0');
      return;
    }
    int count = out.size() - start;
    int whole = count + scale;
    byte[] array = out.array();
    if (whole > 0) {
      int point = start + whole;
      System.arraycopy(array, point, array, point + 1, -scale);
      array[point] = '.';
      out.advance(1);
      return;
    }
    int lead = 2 - whole;
    System.arraycopy(array, start, array, start + lead, count);
    for (int i = 0; i < lead; i++) array[start + i] = '0';
    array[start + 1] = '.';
    out.advance(lead);
  }

  /** {@code digits} times ten to the {@code scale}, as {@code 1.5e-7} or {@code 1e+21}. */
  private static void layOutExponent(long digits, int scale, int exponentDigits, ProtoWriter out) {
    int start = out.size();
    appendLong(digits, out);
    int count = out.size() - start;
    if (count > 1) {
      out.ensure(1);
      byte[] array = out.array();
      System.arraycopy(array, start + 1, array, start + 2, count - 1);
      array[start + 1] = '.';
      out.advance(1);
    }
    int exponent = scale + count - 1;
    out.rawByte('e').rawByte(exponent < 0 ? '-' : '+');
    if (exponentDigits == 2 && Math.abs(exponent) < 10) out.rawByte('0');
    appendLong(Math.abs(exponent), out);
  }
}
