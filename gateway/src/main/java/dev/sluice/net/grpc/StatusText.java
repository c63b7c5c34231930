package dev.sluice.net.grpc;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Values of the trailers that say how a call ended. gRPC over HTTP/2, "Responses". */
final class StatusText {
  /** A client takes 8 KiB of headers in all, and drops an answer that has more. */
  private static final int LONGEST_MESSAGE = 2 << 10;

  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  private StatusText() {}

  /** For {@code grpc-message}: UTF-8, with all but printable ASCII as %XX; cut where too long. */
  static AsciiString message(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    byte[] encoded = new byte[Math.min(3 * utf8.length, LONGEST_MESSAGE)];
    int at = 0;
    for (byte b : utf8) {
      boolean plain = b >= ' ' && b <= '~' && b != '%';
      if (at + (plain ? 1 : 3) > encoded.length) break;
      if (plain) {
        encoded[at++] = b;
      } else {
        encoded[at++] = '%';
        encoded[at++] = HEX[(b >> 4) & 0xF];
        encoded[at++] = HEX[b & 0xF];
      }
    }
    return new AsciiString(encoded, 0, at, true);
  }

  /** For {@code grpc-status-details-bin}: base64 without padding. */
  static AsciiString binary(byte[] bytes) {
    return new AsciiString(Base64.getEncoder().withoutPadding().encode(bytes), false);
  }
}
