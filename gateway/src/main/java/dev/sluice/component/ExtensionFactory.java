package dev.sluice.component;

public interface ExtensionFactory<C> extends Factory<C> {
  Extension create(C config, Settings settings) throws StartException;
}
