package dev.sluice.receiver.prometheus.discovery;

import java.util.List;

/** The key {@code static_configs}: targets that are always the same. */
public record StaticDiscovery(List<TargetGroup> groups) implements DiscoveryConfig {
  @Override
  public String mechanism() {
    return "static";
  }

  @Override
  public String title() {
    return "static_configs";
  }

  @Override
  public boolean isForeign() {
    return false;
  }

  @Override
  public Discovery open(Groups to, Lent lent) {
    return new Discovery() {
      @Override
      public void start() {
        try {
          to.replace(groups);
        } catch (Groups.TooMuchException e) {
          new Standing(lent).failed(String.valueOf(e.getMessage()));
        }
      }

      @Override
      public void close() {}
    };
  }
}
