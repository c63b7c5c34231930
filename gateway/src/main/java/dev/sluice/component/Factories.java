package dev.sluice.component;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The components of a build, by type and alias. Two factories under one name are refused here. */
public final class Factories {
  private final Map<String, ReceiverFactory<?>> receivers;
  private final Map<String, ProcessorFactory<?>> processors;
  private final Map<String, ExporterFactory<?>> exporters;
  private final Map<String, ExtensionFactory<?>> extensions;

  public Factories(
      List<ReceiverFactory<?>> receivers,
      List<ProcessorFactory<?>> processors,
      List<ExporterFactory<?>> exporters,
      List<ExtensionFactory<?>> extensions) {
    this.receivers = byName(receivers);
    this.processors = byName(processors);
    this.exporters = byName(exporters);
    this.extensions = byName(extensions);
  }

  private static <F extends Factory<?>> Map<String, F> byName(List<F> factories) {
    var byName = new LinkedHashMap<String, F>();
    for (F factory : factories) {
      add(byName, factory.type(), factory);
      for (String alias : factory.aliases()) add(byName, alias, factory);
    }
    return byName;
  }

  private static <F extends Factory<?>> void add(Map<String, F> byName, String name, F factory) {
    if (byName.putIfAbsent(name, factory) != null) {
      throw new IllegalArgumentException("two components are called " + name);
    }
  }

  /** By type and alias, in the order of the list. */
  public Map<String, ReceiverFactory<?>> receivers() {
    return receivers;
  }

  public Map<String, ProcessorFactory<?>> processors() {
    return processors;
  }

  public Map<String, ExporterFactory<?>> exporters() {
    return exporters;
  }

  public Map<String, ExtensionFactory<?>> extensions() {
    return extensions;
  }
}
