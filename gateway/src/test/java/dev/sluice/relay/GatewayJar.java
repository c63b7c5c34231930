package dev.sluice.relay;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged gateway, as users run it. */
final class GatewayJar {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Pattern ACCOUNT =
      Pattern.compile(
          "(\\S+ (?:traces|metrics|logs)): accepted (\\d+), delivered (\\d+), rejected (\\d+),"
              + " dropped (\\d+), left (\\d+)");

  private GatewayJar() {}

  /** What became of one exporter's items of one signal, as the last line says. */
  record Account(String of, long accepted, long delivered, long rejected, long dropped, long left) {
    boolean balances() {
      return accepted == delivered + rejected + dropped + left;
    }
  }

  static Path inCheckout(String path) throws IOException {
    return Path.of(System.getProperty("sluice.root")).resolve(path).toRealPath();
  }

  static ChildProcess run(
      Path output, Map<String, String> environment, List<String> jvmOptions, List<String> arguments)
      throws IOException {
    var command = new ArrayList<String>(List.of(ChildProcess.java().toString()));
    command.addAll(jvmOptions);
    command.addAll(List.of("-jar", Path.of(System.getProperty("sluice.jar")).toString()));
    command.addAll(arguments);
    return new ChildProcess("the gateway", output, command, environment);
  }

  static ChildProcess start(
      Path output, Map<String, String> environment, List<String> jvmOptions, List<String> arguments)
      throws Exception {
    ChildProcess gateway = run(output, environment, jvmOptions, arguments);
    try {
      gateway.awaitOutput(PATIENCE, "Everything is ready");
      return gateway;
    } catch (Exception | Error e) {
      gateway.close();
      throw e;
    }
  }

  /** The accounts in the last line that a gateway printed. */
  static List<Account> lastAccounts(ChildProcess gateway) {
    String[] lines = gateway.output().strip().split("\n");
    var accounts = new ArrayList<Account>();
    Matcher account = ACCOUNT.matcher(lines[lines.length - 1]);
    while (account.find()) {
      accounts.add(
          new Account(
              account.group(1),
              Long.parseLong(account.group(2)),
              Long.parseLong(account.group(3)),
              Long.parseLong(account.group(4)),
              Long.parseLong(account.group(5)),
              Long.parseLong(account.group(6))));
    }
    return accounts;
  }
}
