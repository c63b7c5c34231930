package dev.sluice.extension.oauth2client;

import dev.sluice.component.Extension;
import dev.sluice.component.ExtensionFactory;
import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.config.ExtensionRole;
import dev.sluice.config.Section;
import java.util.List;
import java.util.Set;

public final class OAuth2ClientFactory implements ExtensionFactory<OAuth2ClientConfig> {
  @Override
  public String type() {
    return "oauth2client";
  }

  @Override
  public List<String> aliases() {
    return List.of("oauth2_client");
  }

  @Override
  public String summary() {
    return "authenticator: a token that clients get for their own credentials (OAuth 2.0)";
  }

  @Override
  public OAuth2ClientConfig read(Section section) {
    return OAuth2ClientConfig.read(section);
  }

  @Override
  public Set<ExtensionRole> roles(OAuth2ClientConfig config) {
    return Set.of(ExtensionRole.CLIENT_AUTHENTICATOR, ExtensionRole.SENDS_CREDENTIALS);
  }

  @Override
  public Extension create(OAuth2ClientConfig config, Settings settings) throws StartException {
    return new OAuth2Client(config, settings);
  }
}
