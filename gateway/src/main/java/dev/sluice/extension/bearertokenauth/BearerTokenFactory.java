package dev.sluice.extension.bearertokenauth;

import dev.sluice.component.Extension;
import dev.sluice.component.ExtensionFactory;
import dev.sluice.component.Settings;
import dev.sluice.config.ExtensionRole;
import dev.sluice.config.Section;
import java.util.List;
import java.util.Set;

public final class BearerTokenFactory implements ExtensionFactory<BearerTokenConfig> {
  @Override
  public String type() {
    return "bearertokenauth";
  }

  @Override
  public List<String> aliases() {
    return List.of("bearer_token_auth");
  }

  @Override
  public String summary() {
    return "authenticator: a token that clients send and servers ask for";
  }

  @Override
  public BearerTokenConfig read(Section section) {
    return BearerTokenConfig.read(section);
  }

  @Override
  public Set<ExtensionRole> roles(BearerTokenConfig config) {
    return Set.of(
        ExtensionRole.CLIENT_AUTHENTICATOR,
        ExtensionRole.SENDS_CREDENTIALS,
        ExtensionRole.SERVER_AUTHENTICATOR);
  }

  @Override
  public Extension create(BearerTokenConfig config, Settings settings) {
    return new BearerToken(config, settings);
  }
}
