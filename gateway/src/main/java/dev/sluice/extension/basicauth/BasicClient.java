package dev.sluice.extension.basicauth;

import dev.sluice.component.Extension;
import dev.sluice.component.Settings;
import dev.sluice.component.Shared;
import dev.sluice.net.auth.ClientAuthenticator;
import dev.sluice.net.auth.NoCredentialsException;
import dev.sluice.net.auth.OutgoingHeaders;
import dev.sluice.net.auth.SecretSource;
import dev.sluice.net.auth.Watched;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** User and password on each request (RFC 7617). Any thread. */
final class BasicClient implements Extension, ClientAuthenticator {
  private static final String HEADER = "Authorization";

  private final String id;
  private final Watched<String> header;

  BasicClient(BasicAuthConfig.Client config, Settings settings) {
    this.id = settings.id().toString();
    SecretSource user = orEmpty(config.user());
    SecretSource password = orEmpty(config.password());
    this.header =
        new Watched<>(
            "authenticator '" + id + "'",
            List.of(user, password),
            texts -> header(user.filled(texts.get(0)), password.filled(texts.get(1))),
            settings.clock()::nanoTime);
  }

  private static SecretSource orEmpty(@Nullable SecretSource source) {
    return source == null ? SecretSource.of("", "") : source;
  }

  private static String header(String user, String password) throws IOException {
    if (user.indexOf(':') >= 0) throw new IOException("username_file has a colon in it");
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  @Override
  public void offerTo(Shared shared) {
    shared.put(ClientAuthenticator.class, id, this);
  }

  @Override
  public Object sign(OutgoingHeaders request) throws NoCredentialsException {
    String value = header.now();
    request.set(HEADER, value);
    return value;
  }

  @Override
  public boolean renew(Object signed) {
    return header.renew(signed);
  }
}
