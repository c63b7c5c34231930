package dev.sluice.cli;

import dev.sluice.sending.StoredQueue;
import dev.sluice.sending.storage.FormerFile;
import dev.sluice.sending.storage.FormerLog;
import dev.sluice.sending.storage.LogSurvey;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/**
 * {@code queue inspect}: what a storage's directory holds, for each exporter and signal. Changes no
 * byte, takes no lock, and so may be asked while a gateway runs. Ends with 1 if something in it is
 * damaged or cannot be read.
 */
final class QueueInspect {
  private final PrintStream out;
  private final PrintStream err;

  /** A queue with what was seen in it. */
  record Seen(StoredQueue queue, LogSurvey survey, Formers formers) {}

  /**
   * Queues elsewhere that a gateway empties before it, as it says.
   *
   * @param trouble why that cannot be known; null: it is known
   */
  record Formers(List<Path> directories, @Nullable String trouble) {
    static Formers of(StoredQueue queue) {
      try {
        List<FormerLog> said = FormerFile.look(queue.directory());
        return new Formers(said.stream().map(FormerLog::directory).toList(), null);
      } catch (IOException e) {
        return new Formers(List.of(), e.getMessage());
      }
    }
  }

  QueueInspect(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  int run(ParseResult command) {
    String directory = command.matchedPositionalValue(0, "");
    var seen = new ArrayList<Seen>();
    boolean isWhole = true;
    try {
      List<StoredQueue> queues = QueueDirectory.read(directory, err);
      if (queues == null) return ExitCode.USAGE;
      for (StoredQueue queue : queues) {
        LogSurvey survey = LogSurvey.of(queue.directory());
        Formers formers = Formers.of(queue);
        isWhole &= !survey.isDamaged() && formers.trouble() == null;
        seen.add(new Seen(queue, survey, formers));
      }
    } catch (IOException e) {
      err.printf("error: %s cannot be read: %s%n", directory, e);
      return ExitCode.FAILED;
    }
    if (command.hasMatchedOption(CommandLineSpec.JSON)) {
      out.println(QueueJson.of(seen));
    } else {
      seen.forEach(this::print);
    }
    return isWhole ? ExitCode.OK : ExitCode.FAILED;
  }

  private void print(Seen seen) {
    StoredQueue queue = seen.queue();
    LogSurvey survey = seen.survey();
    out.printf("%s %s  %s%n", queue.exporter(), queue.signal().id(), queue.directory());
    if (survey.holder() != null) out.printf("  in use by   %s%n", survey.holder());
    out.printf(
        "  waiting     %s in %d records%n",
        queue.signal().count(survey.openItems()), survey.openRecords());
    if (survey.openRecords() > 0 && survey.newestMillis() >= survey.oldestMillis()) {
      out.printf(
          "  from        %s to %s%n", time(survey.oldestMillis()), time(survey.newestMillis()));
    }
    out.printf(
        "  on disk     %d records in %d segments, %d bytes%n",
        survey.records(), survey.segments(), survey.bytes());
    out.printf(
        "  since ever  %d items: %d delivered, %d rejected, %d dropped, %d waiting%n",
        survey.appendedItems(),
        survey.delivered(),
        survey.rejected(),
        survey.dropped(),
        survey.openItems());
    for (Path former : seen.formers().directories()) {
      out.printf(
          "  after       %s, where this exporter was before and which is emptied first%n", former);
    }
    printDamage(seen);
  }

  private void printDamage(Seen seen) {
    LogSurvey survey = seen.survey();
    if (survey.lostItems() > 0) {
      out.printf(
          "  damaged     %s are missing; the next start counts them as dropped, corrupt%n",
          seen.queue().signal().count(survey.lostItems()));
    }
    if (survey.unreadableRecords() > 0) {
      out.printf(
          "  damaged     %s in %d records are no longer what was written%n",
          seen.queue().signal().count(survey.unreadableItems()), survey.unreadableRecords());
    }
    if (seen.formers().trouble() != null) {
      out.printf("  damaged     %s%n", seen.formers().trouble());
    }
    if (survey.tornBytes() > 0 && survey.holder() == null) {
      out.printf(
          "  unfinished  %d bytes of writes that did not end; nobody was told that they had%n",
          survey.tornBytes());
    }
    if (survey.setAsideBytes() > 0) {
      out.printf("  set aside   %d bytes of damage met before%n", survey.setAsideBytes());
    }
    for (String name : survey.foreign()) {
      out.printf("  foreign     %s belongs to another queue, and is left alone%n", name);
    }
  }

  static String time(long millis) {
    return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
