package dev.sluice.wire;

/**
 * Bytes that are not what their sender says they are. The message names the place, in the words of
 * whoever has to find it: {@code malformed protobuf at byte 812: field 3 claims 90 bytes, 12 left}.
 * Carries no stack trace: it is an answer to a client, not a fault of ours.
 */
public final class MalformedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public MalformedException(String message) {
    super(message, null, false, false);
  }

  /** {@code at} counts from the first byte of the array that is being read. */
  public static MalformedException at(int at, String what) {
    return new MalformedException("malformed protobuf at byte %d: %s".formatted(at, what));
  }
}
