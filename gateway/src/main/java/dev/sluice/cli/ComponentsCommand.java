package dev.sluice.cli;

import dev.sluice.component.Factories;
import dev.sluice.component.Factory;
import dev.sluice.otlp.Signal;
import java.io.PrintStream;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code components}: what this build can run, as YAML. */
final class ComponentsCommand {
  private final Factories factories;
  private final PrintStream out;

  ComponentsCommand(Factories factories, PrintStream out) {
    this.factories = factories;
    this.out = out;
  }

  int run() {
    out.println("buildinfo:");
    out.println("  command: sluice");
    out.println("  version: " + Version.NUMBER);
    list("receivers", factories.receivers(), true);
    list("processors", factories.processors(), true);
    list("exporters", factories.exporters(), true);
    list("extensions", factories.extensions(), false);
    return ExitCode.OK;
  }

  private void list(String kind, Map<String, ? extends Factory<?>> byName, boolean withSignals) {
    out.println(kind + ":");
    byName.forEach(
        (name, factory) -> {
          if (!name.equals(factory.type())) return;
          out.println("  - name: " + name);
          if (!factory.aliases().isEmpty()) {
            out.println("    aliases: [" + String.join(", ", factory.aliases()) + "]");
          }
          if (withSignals) {
            out.println(
                "    signals: ["
                    + factory.signals().stream().map(Signal::id).collect(Collectors.joining(", "))
                    + "]");
          }
          out.println("    summary: " + factory.summary());
        });
  }
}
