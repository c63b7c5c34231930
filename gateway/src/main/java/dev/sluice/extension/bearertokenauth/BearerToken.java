package dev.sluice.extension.bearertokenauth;

import dev.sluice.component.Extension;
import dev.sluice.component.Settings;
import dev.sluice.component.Shared;
import dev.sluice.net.HeaderKeys;
import dev.sluice.net.auth.Aside;
import dev.sluice.net.auth.ClientAuthenticator;
import dev.sluice.net.auth.IncomingHeaders;
import dev.sluice.net.auth.NoCredentialsException;
import dev.sluice.net.auth.OutgoingHeaders;
import dev.sluice.net.auth.Pass;
import dev.sluice.net.auth.ServerAuthenticator;
import dev.sluice.net.auth.Watched;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A token that clients send and servers ask for. Any thread. */
final class BearerToken implements Extension, ClientAuthenticator, ServerAuthenticator {
  private static final Pass NOT_READ = Pass.later("the tokens cannot be read now; try again");
  private static final Pass WRONG = Pass.denied("the scheme or the token is not known here");

  private final String id;
  private final String scheme;
  private final String header;
  private final Watched<Tokens> tokens;
  private final Aside aside;
  private final Pass missing;

  /**
   * @param header what a client sends
   * @param all what a server takes, without the scheme
   */
  private record Tokens(String header, List<byte[]> all) {}

  BearerToken(BearerTokenConfig config, Settings settings) {
    this.id = settings.id().toString();
    this.scheme = config.scheme();
    this.header = config.header();
    this.aside = settings.shared().get(Aside.class, Aside::new);
    this.missing = Pass.denied("missing or empty header `%s`".formatted(header));
    this.tokens =
        new Watched<>(
            "authenticator '" + id + "'", config.tokens(), this::parse, settings.clock()::nanoTime);
    try {
      tokens.now();
    } catch (NoCredentialsException e) {
      // The file may come; the next look says what is wrong.
    }
  }

  private Tokens parse(List<String> texts) throws IOException {
    var all = new ArrayList<byte[]>();
    String first = null;
    for (String text : texts) {
      for (String line : text.split("\\R", -1)) {
        String token = line.strip();
        if (token.isEmpty()) continue;
        if (!HeaderKeys.isValue(token)) {
          throw new IOException("the file with the token has one that no header can hold");
        }
        if (first == null) first = scheme.isEmpty() ? token : scheme + " " + token;
        all.add(token.getBytes(StandardCharsets.UTF_8));
      }
    }
    if (first == null) throw new IOException("the file with the token is empty");
    return new Tokens(first, List.copyOf(all));
  }

  @Override
  public void offerTo(Shared shared) {
    shared.put(ClientAuthenticator.class, id, this);
    shared.put(ServerAuthenticator.class, id, this);
    tokens.lookAside(aside);
  }

  @Override
  public Object sign(OutgoingHeaders request) throws NoCredentialsException {
    Tokens now = tokens.now();
    request.set(header, now.header);
    return now;
  }

  @Override
  public boolean renew(Object signed) {
    return tokens.renew(signed);
  }

  @Override
  public Pass check(IncomingHeaders request) {
    tokens.lookAside(aside);
    Tokens known = tokens.known();
    if (known == null) return NOT_READ;
    String value = request.header(header);
    if (value == null || value.isEmpty()) return missing;
    String token = tokenOf(value);
    if (token == null) return WRONG;
    byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
    boolean isKnown = false;
    // All of them, whichever it is: how long it takes tells nothing, and a long one takes no
    // longer.
    for (byte[] one : known.all) isKnown |= MessageDigest.isEqual(one, bytes);
    return isKnown ? Pass.GRANTED : WRONG;
  }

  private @Nullable String tokenOf(String value) {
    if (scheme.isEmpty()) return value;
    int end = scheme.length();
    boolean fits =
        value.length() > end
            && value.charAt(end) == ' '
            && value.regionMatches(true, 0, scheme, 0, end);
    return fits ? value.substring(end + 1).strip() : null;
  }

  @Override
  public String challenge() {
    return scheme.isEmpty() ? BearerTokenConfig.DEFAULT_SCHEME : scheme;
  }
}
