package dev.sluice.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * What can be written on the command line, in the collector's words. Built by hand: annotations
 * would cost reflection at every start.
 */
final class CommandLineSpec {
  static final String CONFIG = "--config";
  static final String SET = "--set";
  static final String FEATURE_GATES = "--feature-gates";
  static final String VERSION = "--version";
  static final String HELP = "--help";
  static final String FORMAT = "--format";
  static final String ONLINE = "--online";
  static final String NO_BANNER = "--no-banner";
  static final String TO = "--to";
  static final String HEADER = "--header";
  static final String SKIP = "--skip";
  static final String JSON = "--json";
  static final String EXPORTER = "--exporter";
  static final String KEEP_HEADER = "--keep-header";
  static final String MAX_WAIT = "--max-wait";
  static final String DISCARD_REFUSED = "--discard-refused";

  private CommandLineSpec() {}

  /**
   * For these arguments: commands that are not among them are left out, unless help is asked for,
   * as each costs its share of every start.
   */
  static CommandLine create(String... args) {
    Set<String> written = Set.copyOf(Arrays.asList(args));
    boolean all = written.contains(HELP) || written.contains("-h") || written.contains("help");
    CommandSpec root =
        CommandSpec.create()
            .name("sluice")
            .addOption(flag(VERSION, "-v", "Print the version and exit."))
            .addOption(flag(NO_BANNER, "", "Leave out the overview at start."));
    root.usageMessage()
        .description(
            "A telemetry gateway that runs an OpenTelemetry Collector configuration.",
            "Without --config an embedded quick start runs: OTLP on localhost, printed in short.");
    addSources(root);
    root.addOption(help());
    commands()
        .forEach(
            (name, command) -> {
              if (all || written.contains(name)) root.addSubcommand(name, command.get());
            });
    var commandLine = new CommandLine(root);
    commandLine.setUnmatchedArgumentsAllowed(false);
    return commandLine;
  }

  private static CommandSpec replay() {
    CommandSpec spec = plain("Send files of dead letters to an OTLP receiver, by HTTP.");
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("FILE")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("1..*")
            .required(true)
            .description("What `dead_letter` of an exporter wrote.")
            .build());
    addReceiver(spec);
    return spec.addOption(
        OptionSpec.builder(SKIP)
            .paramLabel("N")
            .type(int.class)
            .arity("1")
            .defaultValue("0")
            .description("Leave out the first N records: those that an earlier try has sent.")
            .build());
  }

  private static void addReceiver(CommandSpec spec) {
    spec.addOption(
        OptionSpec.builder(TO)
            .paramLabel("URL")
            .type(String.class)
            .arity("1")
            .required(true)
            .description("Base URL; /v1/logs and the like are appended: http://localhost:4318")
            .build());
    spec.addOption(list(HEADER, "NAME=VALUE", "A header to send, such as a token."));
  }

  private static CommandSpec queue() {
    CommandSpec spec = plain("Look at what a file_storage holds, or send it elsewhere.");
    CommandSpec inspect =
        stored("Say what a directory holds. Changes nothing, and needs no gateway to be stopped.");
    inspect.addOption(flag(JSON, "", "Print it as JSON."));
    spec.addSubcommand("inspect", inspect);
    CommandSpec drain =
        stored("Send what waits in a directory to an OTLP receiver, by HTTP, and remove it.");
    addReceiver(drain);
    drain.addOption(list(EXPORTER, "NAME", "Only what waits for that exporter."));
    drain.addOption(
        list(KEEP_HEADER, "NAME", "A header of the senders' requests to send, such as a tenant."));
    drain.addOption(
        OptionSpec.builder(MAX_WAIT)
            .paramLabel("SECONDS")
            .type(int.class)
            .arity("1")
            .defaultValue("60")
            .description("Give up when the receiver has taken nothing for so long: 60.")
            .build());
    drain.addOption(
        flag(DISCARD_REFUSED, "", "Remove what the receiver refuses, too; without it, it stays."));
    spec.addSubcommand("drain", drain);
    return spec;
  }

  private static CommandSpec stored(String description) {
    return plain(description)
        .addPositional(
            PositionalParamSpec.builder()
                .paramLabel("DIR")
                .type(String.class)
                .arity("1")
                .required(true)
                .description("Of a file_storage, or of one exporter or signal in it.")
                .build());
  }

  private static Map<String, Supplier<CommandSpec>> commands() {
    var commands = new LinkedHashMap<String, Supplier<CommandSpec>>();
    commands.put(
        "validate",
        () ->
            sourced("Check a configuration and exit: 0 if it is right, 78 if it is not.")
                .addOption(
                    flag(
                        ONLINE, "", "Ask the backends, too, which of their limits would be met.")));
    commands.put(
        "print-config",
        () -> sourced("Print the configuration, merged and expanded, with secrets redacted."));
    commands.put(
        "components", () -> plain("List the components of this build, with their signals."));
    commands.put("replay", CommandLineSpec::replay);
    commands.put("queue", CommandLineSpec::queue);
    commands.put("help", () -> plain("Show this help."));
    return commands;
  }

  private static CommandSpec sourced(String description) {
    CommandSpec spec = plain(description);
    addSources(spec);
    return spec;
  }

  private static CommandSpec plain(String description) {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage().description(description);
    return spec.addOption(help());
  }

  private static void addSources(CommandSpec spec) {
    spec.addOption(
        list(
            CONFIG,
            "SOURCE",
            "A file, file:PATH, env:NAME or yaml:TEXT; several are merged, later ones win."));
    spec.addOption(list(SET, "KEY=VALUE", "Sets one value: processors.batch.timeout=2s"));
    spec.addOption(list(FEATURE_GATES, "GATES", "Accepted for the collector's sake; no effect."));
  }

  private static OptionSpec list(String name, String label, String description) {
    return OptionSpec.builder(name)
        .paramLabel(label)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .arity("1")
        .description(description)
        .build();
  }

  private static OptionSpec help() {
    return OptionSpec.builder(HELP, "-h")
        .usageHelp(true)
        .type(boolean.class)
        .arity("0")
        .description("Show this help and exit.")
        .build();
  }

  private static OptionSpec flag(String name, String shortName, String description) {
    String[] names = shortName.isEmpty() ? new String[] {name} : new String[] {name, shortName};
    return OptionSpec.builder(names)
        .type(boolean.class)
        .arity("0")
        .description(description)
        .build();
  }
}
