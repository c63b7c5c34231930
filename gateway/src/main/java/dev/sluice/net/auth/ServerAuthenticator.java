package dev.sluice.net.auth;

/**
 * Says who may send. Any thread, several at once; also after the extension that offers it was
 * stopped, for requests that are still to come then.
 */
public interface ServerAuthenticator {
  /** Looks at a request before its body is read. Called on event loops: does not block. */
  Pass check(IncomingHeaders request);

  /** What WWW-Authenticate says to those who are denied (RFC 9110, section 11.6.1). */
  String challenge();
}
