package dev.sluice.extension.oauth2client;

import dev.sluice.component.Extension;
import dev.sluice.component.Settings;
import dev.sluice.component.Shared;
import dev.sluice.component.StartException;
import dev.sluice.net.auth.ClientAuthenticator;
import dev.sluice.net.auth.NoCredentialsException;
import dev.sluice.net.auth.OutgoingHeaders;
import dev.sluice.net.auth.SecretSource;
import dev.sluice.net.client.HttpGetter;
import dev.sluice.net.client.Target;
import dev.sluice.net.client.TokenRequest;
import dev.sluice.net.client.TokenSource;
import dev.sluice.net.tls.TlsException;
import java.time.Duration;

/**
 * A token on each request, got when it is first needed and replaced before it ends. It outlives
 * {@link #stop}: exporters that stop after it, or that stay where a change of the configuration was
 * undone, go on with it. Any thread.
 */
final class OAuth2Client implements Extension, ClientAuthenticator {
  private static final String HEADER = "Authorization";

  private final String id;
  private final Duration timeout;
  private final TokenSource tokens;

  OAuth2Client(OAuth2ClientConfig config, Settings settings) throws StartException {
    Target url = config.tokenUrl();
    SecretSource client = config.clientId();
    if (url == null || client == null) throw new StartException("has no token_url or client_id");
    this.id = settings.id().toString();
    this.timeout = config.timeout();
    try {
      this.tokens =
          new TokenSource(
              new TokenRequest(
                  url,
                  client,
                  config.clientSecret(),
                  config.scopes(),
                  config.parameters(),
                  config.expiryBuffer()),
              new HttpGetter(
                  config.client(),
                  false,
                  System.getenv(),
                  settings.version(),
                  settings.clock()::nanoTime),
              settings.clock()::nanoTime);
    } catch (TlsException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void offerTo(Shared shared) {
    shared.put(ClientAuthenticator.class, id, this);
  }

  @Override
  public Object sign(OutgoingHeaders request) throws NoCredentialsException {
    String value = tokens.header(timeout);
    request.set(HEADER, value);
    return value;
  }

  @Override
  public boolean renew(Object signed) {
    return tokens.renew(signed);
  }
}
