package dev.sluice.net.grpc;

import dev.sluice.net.codec.Encoding;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/** The names that gRPC has for compressions; snappy is the framed format, as the collector's. */
final class CallEncodings {
  /** For {@code grpc-accept-encoding}. */
  static final AsciiString ALL = AsciiString.cached("identity,gzip,zstd,snappy");

  private CallEncodings() {}

  /** Null if it is none that we know. */
  static @Nullable Encoding named(@Nullable CharSequence name) {
    if (name == null || AsciiString.contentEquals(name, "identity")) return Encoding.IDENTITY;
    if (AsciiString.contentEquals(name, "gzip")) return Encoding.GZIP;
    if (AsciiString.contentEquals(name, "zstd")) return Encoding.ZSTD;
    if (AsciiString.contentEquals(name, "snappy")) return Encoding.SNAPPY_FRAMED;
    return null;
  }

  static String name(Encoding encoding) {
    return encoding == Encoding.SNAPPY_FRAMED ? "snappy" : encoding.wireName();
  }

  /** The encoding of the question, if the client says that it can read it. */
  static Encoding ofAnswer(Encoding question, @Nullable CharSequence accepted) {
    if (question == Encoding.IDENTITY || accepted == null) return Encoding.IDENTITY;
    for (String name : accepted.toString().split(",", -1)) {
      if (named(name.trim()) == question) return question;
    }
    return Encoding.IDENTITY;
  }
}
