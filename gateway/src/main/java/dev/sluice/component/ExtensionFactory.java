package dev.sluice.component;

import dev.sluice.config.ExtensionRole;
import java.util.Set;

public interface ExtensionFactory<C> extends Factory<C> {
  /** What an extension with these settings can do for those that name it. */
  default Set<ExtensionRole> roles(C config) {
    return Set.of();
  }

  Extension create(C config, Settings settings) throws StartException;
}
