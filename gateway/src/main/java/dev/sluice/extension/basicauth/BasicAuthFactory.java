package dev.sluice.extension.basicauth;

import dev.sluice.component.Extension;
import dev.sluice.component.ExtensionFactory;
import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.config.ExtensionRole;
import dev.sluice.config.Section;
import java.util.List;
import java.util.Set;

public final class BasicAuthFactory implements ExtensionFactory<BasicAuthConfig> {
  @Override
  public String type() {
    return "basicauth";
  }

  @Override
  public List<String> aliases() {
    return List.of("basic_auth");
  }

  @Override
  public String summary() {
    return "authenticator: user and password, that clients send or servers ask for";
  }

  @Override
  public BasicAuthConfig read(Section section) {
    return BasicAuthConfig.read(section);
  }

  @Override
  public Set<ExtensionRole> roles(BasicAuthConfig config) {
    return config.client() == null
        ? Set.of(ExtensionRole.SERVER_AUTHENTICATOR)
        : Set.of(ExtensionRole.CLIENT_AUTHENTICATOR, ExtensionRole.SENDS_CREDENTIALS);
  }

  @Override
  public Extension create(BasicAuthConfig config, Settings settings) throws StartException {
    BasicAuthConfig.Client client = config.client();
    return client == null
        ? new BasicServer(config.users(), settings)
        : new BasicClient(client, settings);
  }
}
