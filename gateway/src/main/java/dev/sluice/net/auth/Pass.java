package dev.sluice.net.auth;

/**
 * What an authenticator says of a request.
 *
 * @param why for the client, if it is not welcome; shows no secret
 */
public record Pass(Kind kind, String why) {
  public enum Kind {
    GRANTED,
    /** 401, or UNAUTHENTICATED. */
    DENIED,
    /** Not known yet; a moment later it will be: 503, or UNAVAILABLE. */
    LATER
  }

  public static final Pass GRANTED = new Pass(Kind.GRANTED, "");

  public static Pass denied(String why) {
    return new Pass(Kind.DENIED, why);
  }

  public static Pass later(String why) {
    return new Pass(Kind.LATER, why);
  }
}
