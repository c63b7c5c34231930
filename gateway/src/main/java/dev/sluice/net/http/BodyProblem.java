package dev.sluice.net.http;

/**
 * Why a body cannot be taken.
 *
 * @param message one sentence that the client may see
 */
public record BodyProblem(Reason reason, String message) {

  /** What kind of trouble it is; the status is the handler's choice. */
  public enum Reason {
    /** {@code Content-Encoding} names something that we do not have or that is not allowed. */
    UNSUPPORTED_ENCODING,
    /** More than {@link Reception#maxBytes}, or a decompression bomb. */
    TOO_LARGE,
    /** It cannot be decompressed, or its chunks are malformed. */
    CORRUPT,
    /** {@link Reception#grow} has said no. */
    NO_ROOM,
    /** It came too slowly. */
    TOO_SLOW
  }
}
