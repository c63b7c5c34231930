package dev.sluice.wire;

/**
 * Bytes that are not what their sender says they are. The message names the place, in the words of
 * whoever has to find it: {@code malformed protobuf at byte 812: field 3 claims 90 bytes, 12 left}.
 * Carries no stack trace: it is an answer to a client, not a fault of ours.
 */
public final class MalformedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int at;
  private final String what;

  public MalformedException(String message) {
    this(message, -1, message);
  }

  private MalformedException(String message, int at, String what) {
    super(message, null, false, false);
    this.at = at;
    this.what = what;
  }

  /** {@code at} counts from the first byte of the array that is being read. */
  public static MalformedException at(int at, String what) {
    return new MalformedException(
        "malformed protobuf at byte %d: %s".formatted(at, what), at, what);
  }

  /** The place in the array that was read; -1 if it is not known. */
  public int at() {
    return at;
  }

  /** What is wrong there, without the place. */
  public String what() {
    return what;
  }
}
