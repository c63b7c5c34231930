package dev.sluice.cli;

import dev.sluice.component.Factories;
import java.io.PrintStream;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code validate}: everything that is wrong with a configuration, or that nothing is. */
final class ValidateCommand {
  private final Factories factories;
  private final Function<String, @Nullable String> environment;
  private final PrintStream out;
  private final PrintStream err;

  ValidateCommand(
      Factories factories,
      Function<String, @Nullable String> environment,
      PrintStream out,
      PrintStream err) {
    this.factories = factories;
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  /**
   * @param online whether to ask the backends, too, if nothing is wrong
   */
  int run(Sources sources, boolean online) {
    if (sources.isQuickstart()) {
      err.println("error: at least one --config must be given");
      return ExitCode.USAGE;
    }
    Plan plan = Plan.read(sources, factories, environment);
    if (online && plan.isValid()) plan.blueprint().checkOnline(Version.NUMBER);
    if (!plan.problems().isEmpty()) err.print(plan.problems().render(false));
    if (!plan.isValid()) return ExitCode.CONFIG;
    out.printf("valid: %s%n", String.join(", ", sources.configs()));
    Overview.pipelines(plan.blueprint()).forEach(out::println);
    return ExitCode.OK;
  }
}
