package dev.sluice.extension.basicauth;

import dev.sluice.component.Extension;
import dev.sluice.component.Settings;
import dev.sluice.component.Shared;
import dev.sluice.component.StartException;
import dev.sluice.net.auth.Aside;
import dev.sluice.net.auth.IncomingHeaders;
import dev.sluice.net.auth.NoCredentialsException;
import dev.sluice.net.auth.Pass;
import dev.sluice.net.auth.SecretSource;
import dev.sluice.net.auth.ServerAuthenticator;
import dev.sluice.net.auth.Watched;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks each request for a user and a password (RFC 7617). Any thread. */
final class BasicServer implements Extension, ServerAuthenticator {
  private static final String SCHEME = "Basic ";
  private static final Pass MISSING = Pass.denied("no basic auth provided");
  private static final Pass NOT_BASIC = Pass.denied("invalid authorization scheme prefix");
  private static final Pass MALFORMED = Pass.denied("invalid authorization format");
  private static final Pass WRONG = Pass.denied("invalid credentials");

  private final String id;
  private final Watched<Htpasswd> users;
  private final Aside aside;
  private final SlowChecks slow;

  /** Reads the file, which must be there. */
  BasicServer(List<SecretSource> sources, Settings settings) throws StartException {
    this.id = settings.id().toString();
    this.aside = settings.shared().get(Aside.class, Aside::new);
    this.slow = new SlowChecks(aside);
    this.users =
        new Watched<>(
            "authenticator '" + id + "'", sources, Htpasswd::parse, settings.clock()::nanoTime);
    try {
      users.now();
    } catch (NoCredentialsException e) {
      throw new StartException("htpasswd: " + e.getMessage(), e);
    }
  }

  @Override
  public void offerTo(Shared shared) {
    shared.put(ServerAuthenticator.class, id, this);
  }

  @Override
  public Pass check(IncomingHeaders request) {
    users.lookAside(aside);
    String value = request.header("authorization");
    if (value == null || value.isEmpty()) return MISSING;
    if (!value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) return NOT_BASIC;
    String pair = decoded(value.substring(SCHEME.length()).strip());
    int colon = pair == null ? -1 : pair.indexOf(':');
    if (pair == null || colon < 0) return MALFORMED;
    return check(pair.substring(0, colon), pair.substring(colon + 1));
  }

  private Pass check(String user, String password) {
    Htpasswd known = users.known();
    PasswordHash hash = known == null ? null : known.of(user);
    if (hash == null) return WRONG;
    if (hash.isSlow()) return slow.check(hash, user, password, WRONG);
    return hash.matches(password) ? Pass.GRANTED : WRONG;
  }

  private static @Nullable String decoded(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  @Override
  public String challenge() {
    return "Basic realm=\"sluice\", charset=\"UTF-8\"";
  }
}
