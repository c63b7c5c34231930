package dev.sluice.pipeline;

import dev.sluice.component.Component;
import dev.sluice.component.Deadline;
import dev.sluice.component.Extension;
import dev.sluice.component.Processor;
import dev.sluice.component.StartException;
import dev.sluice.config.ComponentId;
import dev.sluice.pipeline.Assembly.Entrance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The components of one configuration, built and wired. Started against the flow (exporters first,
 * receivers last), stopped with it, so that no stage ever hands data to one that is not there; and
 * rebuilt around what stays the same when the configuration changes. Used by one thread.
 */
public final class Graph {
  private static final Logger LOG = LoggerFactory.getLogger(Graph.class);
  private static final Duration START_FAILED = Duration.ofSeconds(2);

  private final House house;
  private final Shares shares;
  private final Retired retired;
  private Assembly now;

  /**
   * Builds all components; starts none.
   *
   * @throws StartException if one cannot be built; those built before it hold nothing open
   */
  public Graph(Blueprint blueprint, House house) throws StartException {
    this.house = house;
    this.shares = new Shares(house);
    this.retired = new Retired(house, shares);
    this.now = new Assembler(house, shares, blueprint, null).build();
  }

  /** Starts everything, or stops what has started and throws. */
  public void start() throws StartException {
    try {
      for (var entry : now.extensions.entrySet()) {
        start("extension", entry.getKey(), entry.getValue());
      }
      for (var entry : now.exporters.entrySet()) {
        start("exporter", entry.getKey().id(), entry.getValue());
      }
      for (Line line : now.lines.values()) {
        for (Processor processor : line.processors()) processor.start();
      }
      for (var entry : now.receivers.entrySet()) {
        start("receiver", entry.getKey(), entry.getValue().receiver());
      }
      now.extensions.values().forEach(Extension::pipelinesReady);
    } catch (StartException | RuntimeException e) {
      stop(Deadline.in(START_FAILED, house.clock()));
      throw e;
    }
  }

  static void start(String kind, ComponentId id, Component component) throws StartException {
    try {
      component.start();
    } catch (StartException e) {
      throw Assembler.about(kind, id, e);
    }
  }

  /**
   * Becomes what {@code next} says, without losing or repeating anything: what is the same goes on,
   * with its listeners open and its queues as they are.
   *
   * @param time that what is taken away has to hand on what it holds
   * @throws StartException if that cannot be; then everything is as it was
   */
  public void become(Blueprint next, Duration time) throws StartException {
    now = new Change(house, shares, retired, now).to(next, time);
  }

  /** Stops everything in the order of the flow; what is left at the deadline is counted dropped. */
  public void stop(Deadline deadline) {
    now.extensions.values().forEach(Graph::notReady);
    Stopping.together(now.receivers.values().stream().map(Entrance::receiver).toList(), deadline);
    now.receivers.values().forEach(entrance -> entrance.doors().values().forEach(Door::close));
    for (Line line : now.lines.values()) {
      line.processors().forEach(processor -> Stopping.one(processor, deadline));
    }
    List<Component> sending = new ArrayList<>(now.exporters.values());
    sending.addAll(retired.exporters());
    Stopping.together(sending, deadline);
    var started = new ArrayList<>(now.extensions.values());
    Collections.reverse(started);
    started.forEach(extension -> Stopping.one(extension, deadline));
  }

  private static void notReady(Extension extension) {
    try {
      extension.pipelinesNotReady();
    } catch (RuntimeException e) {
      LOG.error("{} did not hear of the stop", extension.getClass().getSimpleName(), e);
    }
  }
}
