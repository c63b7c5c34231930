package dev.sluice.pipeline;

import dev.sluice.component.Component;
import dev.sluice.component.Deadline;
import dev.sluice.component.Exporter;
import dev.sluice.component.Extension;
import dev.sluice.component.Processor;
import dev.sluice.component.Receiver;
import dev.sluice.component.StartException;
import dev.sluice.config.ComponentId;
import dev.sluice.data.Bound;
import dev.sluice.data.Branch;
import dev.sluice.otlp.Signal;
import dev.sluice.pipeline.Assembly.Entrance;
import dev.sluice.telemetry.Instruments;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One change from an assembly to another, in two halves. In the first everything new is built and
 * started beside the old, and all that may fail fails here and is undone: receivers and extensions
 * whose settings changed are stopped before their successors start, as they may want the same port,
 * and are made anew if those do not start. The second half cannot fail: exporters that are replaced
 * hand over to their successors, doors lead to the new pipelines, and what nobody leads to any more
 * is stopped.
 */
final class Change {
  private static final Logger LOG = LoggerFactory.getLogger(Graph.class);

  /** What a receiver has to end the requests that it has. */
  private static final Duration RECEIVER = Duration.ofSeconds(5);

  private final House house;
  private final Shares shares;
  private final Retired retired;
  private final Assembly before;
  private final Deque<Runnable> undo = new ArrayDeque<>();

  /** Exporters that an earlier change took away, and that are not done where they come back. */
  private final Map<ExporterKey, Exporter> leavers = new LinkedHashMap<>();

  Change(House house, Shares shares, Retired retired, Assembly before) {
    this.house = house;
    this.shares = shares;
    this.retired = retired;
    this.before = before;
  }

  Assembly to(Blueprint next, Duration time) throws StartException {
    Instruments staged = house.instruments().staged();
    Assembly after;
    try {
      rememberBounds(next);
      after = new Assembler(house.with(staged), shares, next, before).build();
      startExportersAndLines(after);
      swapExtensions(after);
      swapReceivers(after);
    } catch (StartException | RuntimeException e) {
      undo.forEach(Change::undo);
      throw e;
    }
    staged.commit();
    commit(after, time);
    return after;
  }

  /** One step that fails must not keep the others from being undone. */
  private static void undo(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException fault) {
      LOG.error("a part of a change was not undone, by a fault of the gateway", fault);
    }
  }

  /** An exporter that is built bounds its branch, where the old one still works. */
  private void rememberBounds(Blueprint next) {
    for (ExporterKey key : before.exporters.keySet()) {
      if (next.isSameExporter(before.blueprint, key)) continue;
      Branch branch = shares.branch(key, before.blueprint);
      Bound bound = branch.bound();
      undo.push(() -> branch.boundBy(bound));
    }
  }

  private void startExportersAndLines(Assembly after) throws StartException {
    for (var entry : after.exporters.entrySet()) {
      Exporter old = before.exporters.get(entry.getKey());
      if (old == entry.getValue()) continue;
      undo.push(() -> takeBack(entry.getValue(), old));
      start(entry.getKey().id(), entry.getValue(), old != null ? old : leaver(entry.getKey()));
    }
    for (Line line : after.lines.values()) {
      if (line.equals(before.lines.get(line.spec().id()))) continue;
      for (Processor processor : line.processors()) {
        undo.push(() -> stop(processor));
        processor.start();
      }
    }
  }

  /** Who had that place and is not done yet, though no configuration named him last. */
  private @Nullable Exporter leaver(ExporterKey key) {
    Exporter leaver = retired.gone(key);
    if (leaver != null) leavers.put(key, leaver);
    return leaver;
  }

  private static void start(ComponentId id, Exporter fresh, @Nullable Exporter old)
      throws StartException {
    if (old == null) {
      Graph.start("exporter", id, fresh);
      return;
    }
    try {
      fresh.startAfter(old);
    } catch (StartException e) {
      throw Assembler.about("exporter", id, e);
    }
  }

  /** What it was given while the change was tried goes to the one that stays, if there is one. */
  private void takeBack(Exporter fresh, @Nullable Exporter old) {
    fresh.handOverTo(old != null ? old : new Nobody());
    stop(fresh);
  }

  private void swapExtensions(Assembly after) throws StartException {
    for (var entry : after.extensions.entrySet()) {
      ComponentId id = entry.getKey();
      Extension old = before.extensions.get(id);
      Extension fresh = entry.getValue();
      if (old == fresh) continue;
      if (old != null) stop(old);
      undo.push(() -> comeBack(id, fresh, old != null));
      Graph.start("extension", id, fresh);
    }
  }

  private void comeBack(ComponentId id, Extension fresh, boolean wasThere) {
    stop(fresh);
    if (!wasThere) return;
    try {
      Extension again = before.blueprint.extension(id).make(house.settingsFor(id));
      before.extensions.put(id, again);
      again.start();
      again.pipelinesReady();
    } catch (StartException | RuntimeException e) {
      LOG.error("extension '{}' does not come back: {}", id, e.getMessage());
    }
  }

  /** Their requests still go to the old pipelines. */
  private void swapReceivers(Assembly after) throws StartException {
    for (var entry : before.receivers.entrySet()) {
      if (after.receivers.containsKey(entry.getKey())) continue;
      undo.push(() -> comeBack(entry.getKey(), entry.getValue().doors()));
      stop(entry.getValue().receiver());
    }
    for (var entry : after.receivers.entrySet()) {
      ComponentId id = entry.getKey();
      Entrance old = before.receivers.get(id);
      Receiver fresh = entry.getValue().receiver();
      if (old != null && old.receiver() == fresh) continue;
      if (old != null) {
        undo.push(() -> comeBack(id, old.doors()));
        stop(old.receiver());
      }
      undo.push(() -> stop(fresh));
      Graph.start("receiver", id, fresh);
    }
  }

  private void comeBack(ComponentId id, Map<Signal, Door> doors) {
    try {
      Entrance again = Assembler.entrance(house, before.blueprint, id, doors);
      before.receivers.put(id, again);
      again.receiver().start();
    } catch (StartException | RuntimeException e) {
      LOG.error("receiver '{}' does not come back: {}", id, e.getMessage());
    }
  }

  private void commit(Assembly after, Duration time) {
    shares.divide(after.blueprint);
    Map<ExporterKey, Exporter> leaving = new LinkedHashMap<>();
    Set<ExporterKey> gone = new LinkedHashSet<>();
    before.exporters.forEach(
        (key, old) -> {
          Exporter successor = after.exporters.get(key);
          if (successor == old) return;
          leaving.put(key, old);
          if (successor == null) {
            gone.add(key);
            old.dismiss();
          } else {
            old.handOverTo(successor);
          }
        });
    leavers.forEach(
        (key, leaver) -> leaver.handOverTo(Objects.requireNonNull(after.exporters.get(key))));
    lead(after);
    before.receivers.forEach(
        (id, old) -> {
          if (!old.equals(after.receivers.get(id))) old.doors().values().forEach(Door::close);
        });
    for (Line old : before.lines.values()) {
      if (!old.equals(after.lines.get(old.spec().id()))) old.processors().forEach(this::stop);
    }
    retired.take(leaving, gone, time);
    before.extensions.forEach(
        (id, old) -> {
          if (!after.extensions.containsKey(id)) stop(old);
        });
    after.extensions.forEach(
        (id, extension) -> {
          if (before.extensions.get(id) != extension) extension.pipelinesReady();
        });
  }

  /** Where doors lead is made anew for all of them: the shares may have changed. */
  private static void lead(Assembly after) {
    var fed = Assembler.doors(after.blueprint, after.lines);
    after.receivers.forEach(
        (id, entrance) ->
            entrance.doors().forEach((signal, door) -> door.leadTo(linesOf(fed, id, signal))));
  }

  private static List<Line> linesOf(
      Map<ComponentId, Map<Signal, List<Line>>> fed, ComponentId id, Signal signal) {
    List<Line> lines = fed.getOrDefault(id, Map.of()).get(signal);
    return lines == null ? new ArrayList<>() : lines;
  }

  private void stop(Component component) {
    Stopping.one(component, Deadline.in(RECEIVER, house.clock()));
  }
}
