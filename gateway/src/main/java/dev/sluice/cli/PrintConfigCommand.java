package dev.sluice.cli;

import dev.sluice.component.Factories;
import java.io.PrintStream;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code print-config}: the configuration after merging and expansion, as YAML that is valid input,
 * with secrets redacted.
 */
final class PrintConfigCommand {
  private final Factories factories;
  private final Function<String, @Nullable String> environment;
  private final PrintStream out;
  private final PrintStream err;

  PrintConfigCommand(
      Factories factories,
      Function<String, @Nullable String> environment,
      PrintStream out,
      PrintStream err) {
    this.factories = factories;
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  int run(Sources sources) {
    Plan plan = Plan.read(sources, factories, environment);
    if (!plan.problems().isEmpty()) err.print(plan.problems().render(false));
    if (!plan.isValid()) return ExitCode.CONFIG;
    out.print(plan.configuration().print());
    return ExitCode.OK;
  }
}
