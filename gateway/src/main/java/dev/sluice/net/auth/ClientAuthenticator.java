package dev.sluice.net.auth;

import java.util.List;

/**
 * Puts on each request of a client what its server wants to see. Any thread, several at once; also
 * after the extension that offers it was stopped, for what is still to be sent then.
 */
public interface ClientAuthenticator {
  /**
   * Signs one request, after everybody else has set its headers. May block, as for a token.
   *
   * @return what it was signed with, for {@link #renew}; says nothing to others
   * @throws NoCredentialsException if there are none now; the request is not sent
   */
  Object sign(OutgoingHeaders request) throws NoCredentialsException;

  /**
   * Names of those headers of the client that decide what is put on a request with its data, so
   * that servers may take what others send for another's; mostly none. The same at any time.
   */
  default List<String> clientHeaders() {
    return List.of();
  }

  /**
   * A server did not take what was signed with {@code signed}. True if there is something else to
   * sign with by now, so that asking again at once makes sense. May block.
   */
  default boolean renew(Object signed) {
    return false;
  }
}
