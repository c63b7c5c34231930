package dev.sluice.bench.faults;

import dev.sluice.bench.endtoend.Kind;
import dev.sluice.bench.endtoend.Ledger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the gateway says of itself, run by run, held against what clients and backends counted. A
 * run that was killed says nothing: then the sums over all runs cannot be checked, but each ledger
 * that can be read still has to balance.
 */
final class Books {
  private static final Pattern LAST_WORD =
      Pattern.compile(
          " (traces|logs|metrics): accepted (\\d+), delivered (\\d+), rejected (\\d+),"
              + " dropped (\\d+), left (\\d+)");

  private final Map<Kind, List<Ledger>> runs = new EnumMap<>(Kind.class);
  private boolean torn;

  Books() {
    for (Kind kind : Kind.values()) runs.put(kind, new ArrayList<>());
  }

  /** A run that can still be asked. */
  void add(Map<String, Double> metrics) {
    for (Kind kind : Kind.values()) runs(kind).add(Ledger.of(metrics, kind));
  }

  /** A run that ended in order; its last word is in its log. */
  void addLastWord(String log, Map<Kind, Long> recovered) {
    var last = new EnumMap<Kind, Ledger>(Kind.class);
    Matcher word = LAST_WORD.matcher(log);
    while (word.find()) {
      Kind kind = Kind.valueOf(word.group(1).toUpperCase(Locale.ROOT));
      last.put(
          kind,
          new Ledger(
              Long.parseLong(word.group(2)),
              recovered.getOrDefault(kind, 0L),
              Long.parseLong(word.group(3)),
              Long.parseLong(word.group(4)),
              Long.parseLong(word.group(5)),
              Long.parseLong(word.group(6))));
    }
    if (last.size() < Kind.values().length) {
      torn = true;
    } else {
      last.forEach((kind, ledger) -> runs(kind).add(ledger));
    }
  }

  /** A run ended without a word. */
  void tear() {
    torn = true;
  }

  private List<Ledger> runs(Kind kind) {
    return Objects.requireNonNull(runs.get(kind));
  }

  /**
   * The promises that were broken.
   *
   * @param leftOut items that a backend said it does not take: they are missing, and no more are
   * @param mayLose whether more may be missing as long as it is said
   */
  List<String> check(Kind kind, Counts counts, long leftOut, boolean mayLose) {
    var broken = new ArrayList<String>();
    List<Ledger> ledgers = runs(kind);
    for (Ledger ledger : ledgers) {
      if (!ledger.balances()) broken.add("the ledger does not balance: " + ledger);
    }
    if (ledgers.isEmpty()) return broken;
    Ledger last = ledgers.get(ledgers.size() - 1);
    if (last.queued() != 0 && !mayLose) broken.add("not drained: " + last);
    long lost = ledgers.stream().mapToLong(ledger -> ledger.rejected() + ledger.dropped()).sum();
    if (mayLose) {
      // What a client does not know of may have been taken and lost.
      if (lost < counts.missing() || (!torn && lost > counts.missing() + counts.unknown())) {
        broken.add("%,d are missing, the ledger knows of %,d".formatted(counts.missing(), lost));
      }
    } else if (!torn && lost != leftOut) {
      broken.add("the backend did not take %,d, the ledger says %,d".formatted(leftOut, lost));
    }
    if (!torn) checkSums(counts, ledgers, broken);
    return broken;
  }

  private static void checkSums(Counts counts, List<Ledger> ledgers, List<String> broken) {
    long accepted = ledgers.stream().mapToLong(Ledger::accepted).sum();
    if (accepted < counts.acknowledged() || accepted > counts.acknowledged() + counts.unknown()) {
      broken.add(
          "the ledger accepted %,d, clients were told %,d and do not know of %,d"
              .formatted(accepted, counts.acknowledged(), counts.unknown()));
    }
    long delivered = ledgers.stream().mapToLong(Ledger::delivered).sum();
    if (delivered != counts.arrived()) {
      broken.add("the ledger delivered %,d, %,d arrived".formatted(delivered, counts.arrived()));
    }
    for (int i = 1; i < ledgers.size(); i++) {
      long left = ledgers.get(i - 1).queued();
      if (ledgers.get(i).recovered() != left) {
        broken.add("left %,d, recovered %,d".formatted(left, ledgers.get(i).recovered()));
      }
    }
  }
}
