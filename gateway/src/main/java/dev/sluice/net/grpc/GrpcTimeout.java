package dev.sluice.net.grpc;

/**
 * The header {@code grpc-timeout}: at most eight digits and a unit. gRPC over HTTP/2, "Requests".
 */
final class GrpcTimeout {
  private static final int MOST_DIGITS = 8;

  private GrpcTimeout() {}

  /** In nanoseconds, without overflow; -1 if it is none. */
  static long nanos(CharSequence text) {
    int digits = text.length() - 1;
    if (digits < 1 || digits > MOST_DIGITS) return -1;
    long value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) return -1;
      value = value * 10 + digit;
    }
    long unit = unit(text.charAt(digits));
    return unit < 0 ? -1 : value > Long.MAX_VALUE / unit ? Long.MAX_VALUE : value * unit;
  }

  private static long unit(char letter) {
    return switch (letter) {
      case 'H' -> 3_600_000_000_000L;
      case 'M' -> 60_000_000_000L;
      case 'S' -> 1_000_000_000L;
      case 'm' -> 1_000_000L;
      case 'u' -> 1_000L;
      case 'n' -> 1L;
      default -> -1L;
    };
  }
}
