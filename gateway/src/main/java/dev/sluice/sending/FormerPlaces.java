package dev.sluice.sending;

import dev.sluice.component.StartException;
import dev.sluice.sending.storage.FormerFile;
import dev.sluice.sending.storage.FormerLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the directories of logs say of older logs elsewhere, which go first: so that whoever finds
 * the one after a kill knows of the others. Written when an exporter is moved, before anything
 * comes to the new place; taken back place by place when those are empty. One for the process,
 * since two exporters may have one directory while one comes after the other; any thread.
 */
final class FormerPlaces {

  /**
   * The logs that go before the one at that place, in their order.
   *
   * @throws IOException if that cannot be known; its message is for the operator
   */
  synchronized List<FormerLog> before(LogPlace place) throws IOException {
    List<FormerLog> said = FormerFile.read(place.fs(), place.directory());
    for (FormerLog former : said) {
      // Whoever wrote there what he liked must not lead us into somebody else's directory.
      if (!place.hasNamesOf(former.directory())) {
        throw new IOException(
            "%s names %s, which is no place of this exporter"
                .formatted(place.directory(), former.directory()));
      }
    }
    return said;
  }

  /**
   * From now on these go before the log at that place.
   *
   * @param after as in {@link FormerLog}
   * @return those that did not before
   * @throws StartException if that cannot be written down; then nothing has changed
   */
  synchronized List<FormerLog> add(LogPlace place, List<Backlog.Left> older, long after)
      throws StartException {
    if (older.isEmpty()) return List.of();
    try {
      List<FormerLog> before = before(place);
      List<FormerLog> now = new ArrayList<>(before);
      List<FormerLog> added = new ArrayList<>();
      for (Backlog.Left one : older) {
        var former = new FormerLog(one.place().canonical(), one.log(), after);
        // What was moved away from before keeps its place in the order, unless it was made anew.
        if (now.stream().anyMatch(known -> isSame(former, known))) continue;
        boolean wasThere = now.removeIf(known -> isIn(former, known));
        if (!wasThere) added.add(former);
        now.add(former);
      }
      if (!now.equals(before)) FormerFile.write(place.fs(), place.directory(), now);
      return added;
    } catch (IOException e) {
      throw new StartException(
          "storage: %s: cannot note there which place is to be emptied first: %s"
              .formatted(place.directory(), e.getMessage()),
          e);
    }
  }

  private static boolean isSame(FormerLog one, FormerLog other) {
    boolean isOneLog = one.log() == null || other.log() == null || one.log().equals(other.log());
    return isOneLog && isIn(one, other);
  }

  private static boolean isIn(FormerLog one, FormerLog other) {
    return one.directory().equals(other.directory());
  }

  /**
   * The log at that place is open: what goes after all that was there goes before what is new.
   *
   * @param firstNew number of the first record that is new
   */
  synchronized List<FormerLog> pin(LogPlace place, long firstNew) throws IOException {
    List<FormerLog> before = before(place);
    List<FormerLog> now =
        before.stream().map(one -> one.after() > firstNew ? one.after(firstNew) : one).toList();
    if (!now.equals(before)) FormerFile.write(place.fs(), place.directory(), now);
    return now;
  }

  /** The log at that place is empty, and nobody's: what went before it is known elsewhere. */
  synchronized void removeAll(LogPlace place) throws IOException {
    try {
      if (before(place).isEmpty()) return;
    } catch (IOException wasSaid) {
      // When that log was begun: what nobody could follow stays for whoever wants to know.
      return;
    }
    FormerFile.write(place.fs(), place.directory(), List.of());
  }

  /** These are empty, or do not go before it after all. */
  synchronized void remove(LogPlace place, List<Path> formers) throws IOException {
    List<FormerLog> before = FormerFile.read(place.fs(), place.directory());
    List<FormerLog> now =
        before.stream().filter(one -> !formers.contains(one.directory())).toList();
    if (!now.equals(before)) FormerFile.write(place.fs(), place.directory(), now);
  }
}
