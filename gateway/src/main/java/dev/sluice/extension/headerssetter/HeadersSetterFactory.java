package dev.sluice.extension.headerssetter;

import dev.sluice.component.Extension;
import dev.sluice.component.ExtensionFactory;
import dev.sluice.component.Settings;
import dev.sluice.config.ExtensionRole;
import dev.sluice.config.Section;
import java.util.Set;

public final class HeadersSetterFactory implements ExtensionFactory<HeadersSetterConfig> {
  @Override
  public String type() {
    return "headers_setter";
  }

  @Override
  public String summary() {
    return "authenticator: headers that clients send, such as the tenant that a request came with";
  }

  @Override
  public HeadersSetterConfig read(Section section) {
    return HeadersSetterConfig.read(section);
  }

  @Override
  public Set<ExtensionRole> roles(HeadersSetterConfig config) {
    return Set.of(ExtensionRole.CLIENT_AUTHENTICATOR);
  }

  @Override
  public Extension create(HeadersSetterConfig config, Settings settings) {
    return new HeadersSetter(config, settings);
  }
}
