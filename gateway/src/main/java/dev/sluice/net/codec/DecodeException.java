package dev.sluice.net.codec;

/**
 * A compressed body that cannot be taken. Carries no stack trace: it is an answer to a client, not
 * a fault of ours.
 */
public final class DecodeException extends Exception {
  private static final long serialVersionUID = 1;

  /** What the client is to be told. */
  public enum Reason {
    /** The bytes are not what the encoding says. */
    CORRUPT,
    /** More would come out than may, or more than an honest body of this size holds. */
    TOO_LARGE,
    /** There is no room for what would come out; it may be sent again. */
    NO_ROOM
  }

  private final Reason reason;
  private final String text;

  DecodeException(Reason reason, String text) {
    super(text, null, false, false);
    this.reason = reason;
    this.text = text;
  }

  /** One sentence that the client may see. */
  public String text() {
    return text;
  }

  public Reason reason() {
    return reason;
  }

  static DecodeException corrupt(String message) {
    return new DecodeException(Reason.CORRUPT, message);
  }
}
