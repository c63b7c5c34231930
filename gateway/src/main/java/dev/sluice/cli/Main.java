package dev.sluice.cli;

import dev.sluice.component.Clock;
import dev.sluice.component.Factories;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The command line: {@code sluice [--config SOURCE]... [command]}. Everything wrong before the
 * start ends the process with a message and a code ({@link ExitCode}), never with a stack trace.
 */
public final class Main {
  private final Factories factories;
  private final Function<String, @Nullable String> environment;
  private final PrintStream out;
  private final PrintStream err;

  private final Orders orders;
  private final Ending ending;

  Main(
      Factories factories,
      Function<String, @Nullable String> environment,
      PrintStream out,
      PrintStream err,
      Orders orders,
      Ending ending) {
    this.orders = orders;
    this.ending = ending;
    this.factories = factories;
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  public static void main(String[] args) {
    var orders = new Orders();
    var ending = new Ending(orders, Runtime.getRuntime()::halt);
    Thread endOn = Signals.endOn(ending);
    ProcessSetup.beforeAnythingElse();
    int code =
        new Main(Distribution.standard(), System::getenv, System.out, System.err, orders, ending)
            .run(args);
    Signals.forget(endOn);
    System.exit(code);
  }

  int run(String... args) {
    CommandLine commandLine = CommandLineSpec.create(args);
    ParseResult parsed;
    try {
      parsed = commandLine.parseArgs(args);
    } catch (ParameterException e) {
      err.println("error: " + e.getMessage());
      err.println("See: sluice --help");
      return ExitCode.USAGE;
    }
    if (CommandLine.printHelpIfRequested(parsed)) return ExitCode.OK;
    if (parsed.hasMatchedOption(CommandLineSpec.VERSION)) {
      out.println("sluice version " + Version.NUMBER);
      return ExitCode.OK;
    }
    if (!parsed.hasSubcommand()) return runGateway(parsed);
    ending.command();
    ParseResult command = parsed.subcommand();
    Sources sources = sources(parsed, command);
    return switch (command.commandSpec().name()) {
      case "validate" -> validate(sources, command);
      case "print-config" -> new PrintConfigCommand(factories, environment, out, err).run(sources);
      case "components" -> new ComponentsCommand(factories, out).run();
      case "replay" -> new ReplayCommand(out, err).run(command);
      case "queue" -> queue(command);
      default -> {
        commandLine.usage(out);
        yield ExitCode.OK;
      }
    };
  }

  private int validate(Sources sources, ParseResult command) {
    boolean online = command.hasMatchedOption(CommandLineSpec.ONLINE);
    return new ValidateCommand(factories, environment, out, err).run(sources, online);
  }

  private int queue(ParseResult command) {
    if (!command.hasSubcommand()) {
      err.println("error: queue: say inspect or drain");
      command.commandSpec().commandLine().usage(err);
      return ExitCode.USAGE;
    }
    ParseResult what = command.subcommand();
    return what.commandSpec().name().equals("drain")
        ? new QueueDrain(out, err, Clock.SYSTEM, TimeUnit.NANOSECONDS::sleep).run(what)
        : new QueueInspect(out, err).run(what);
  }

  private int runGateway(ParseResult parsed) {
    boolean banner = !parsed.hasMatchedOption(CommandLineSpec.NO_BANNER);
    warnOfGates(parsed);
    Signals.reloadOn(orders);
    return new RunCommand(factories, environment, err, banner, orders, ending)
        .run(sources(parsed, parsed));
  }

  private void warnOfGates(ParseResult parsed) {
    List<String> gates = parsed.matchedOptionValue(CommandLineSpec.FEATURE_GATES, List.of());
    for (String gate : gates) {
      err.printf("warning: feature gate %s is unknown here and ignored%n", gate);
    }
  }

  /** Sources may be written before and after the command's name. */
  private static Sources sources(ParseResult root, ParseResult command) {
    return new Sources(
        values(root, command, CommandLineSpec.CONFIG), values(root, command, CommandLineSpec.SET));
  }

  private static List<String> values(ParseResult root, ParseResult command, String option) {
    List<String> first = root.matchedOptionValue(option, List.of());
    if (root == command || command.commandSpec().findOption(option) == null) return first;
    var all = new java.util.ArrayList<String>(first);
    all.addAll(command.matchedOptionValue(option, List.of()));
    return all;
  }
}
