package dev.sluice.net.auth;

import dev.sluice.component.Shared;
import dev.sluice.component.StartException;
import dev.sluice.config.ComponentId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An authenticator with its name. Any thread.
 *
 * @param authenticator null: requests go as they are
 */
public record Signer(String name, @Nullable ClientAuthenticator authenticator) {
  public static final Signer NONE = new Signer("", null);

  /**
   * The authenticator that an extension offers under that id.
   *
   * @throws StartException if there is none
   */
  public static Signer of(@Nullable ComponentId id, Shared shared) throws StartException {
    if (id == null) return NONE;
    ClientAuthenticator found = shared.find(ClientAuthenticator.class, id.toString());
    if (found == null) throw new StartException("extension '" + id + "' is no authenticator");
    return new Signer(id.toString(), found);
  }

  /** As {@link ClientAuthenticator#sign}; the message says whose it is. */
  public Object sign(OutgoingHeaders request) throws NoCredentialsException {
    if (authenticator == null) return this;
    try {
      return authenticator.sign(request);
    } catch (NoCredentialsException e) {
      throw new NoCredentialsException("authenticator '%s': %s".formatted(name, e.getMessage()), e);
    }
  }

  /** As {@link ClientAuthenticator#clientHeaders}. */
  public List<String> clientHeaders() {
    return authenticator == null ? List.of() : authenticator.clientHeaders();
  }

  public boolean isNone() {
    return authenticator == null;
  }

  /** As {@link ClientAuthenticator#renew}. */
  public boolean renew(Object signed) {
    return authenticator != null && authenticator.renew(signed);
  }

  /** What to add to the words of a server that did not take it. */
  public String inWords() {
    return authenticator == null ? "" : "; see authenticator '%s'".formatted(name);
  }
}
