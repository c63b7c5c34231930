package dev.sluice.sending;

import dev.sluice.component.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lanes that there are, each in its place of the schedule. A lane appears when it is first
 * named and is forgotten when nothing is left of it: clients may choose lanes, as tenants. Belongs
 * to a queue and its lock.
 */
final class Lanes {
  private final Push push;
  private final RetryConfig retry;
  private final Clock clock;
  private final Backend backend;
  private final Gathering gathering;
  private final Map<String, Lane> byKey = new HashMap<>();
  private final Schedule schedule = new Schedule();
  private long made;

  Lanes(Push push, RetryConfig retry, Clock clock, Backend backend, Gathering gathering) {
    this.push = push;
    this.retry = retry;
    this.clock = clock;
    this.backend = backend;
    this.gathering = gathering;
  }

  /** How it is with those that wait, for another queue. */
  Map<String, Pacer> pacers() {
    var pacers = new HashMap<String, Pacer>();
    for (Lane lane : byKey.values()) {
      if (lane.pacer.isAtWork()) pacers.put(lane.key, lane.pacer.copy());
    }
    return pacers;
  }

  void resume(Map<String, Pacer> pacers, long now) {
    pacers.forEach(
        (key, pacer) -> {
          Lane lane = get(key);
          lane.pacer.resume(pacer);
          settle(lane, now);
        });
  }

  int count() {
    return byKey.size();
  }

  Collection<Lane> all() {
    return byKey.values();
  }

  /** The lane with that key, made if it is not there. */
  Lane get(String key) {
    Lane lane = byKey.get(key);
    if (lane == null) {
      lane = new Lane(key, push.ofLane(key), new Pacer(retry, clock), backend, gathering, made++);
      byKey.put(key, lane);
    }
    return lane;
  }

  /** Takes the lane whose turn it is, which has to be placed again; null: none may start now. */
  @Nullable Lane turn(long now) {
    for (Lane due = schedule.due(now); due != null; due = schedule.due(now)) settle(due, now);
    return schedule.turn();
  }

  /** Nanoseconds until a lane may start that may not now; {@link Lane#NEVER}: not by waiting. */
  long waitNanos(long now) {
    return schedule.waitNanos(now);
  }

  /** To be called after whatever may have changed when a lane may start. */
  void place(Lane lane, long now) {
    schedule.place(lane, now);
  }

  void placeAll(long now) {
    for (Lane lane : byKey.values()) schedule.place(lane, now);
  }

  /** Places a lane, or forgets it. One is always kept. */
  void settle(Lane lane, long now) {
    if (byKey.size() > 1 && lane.isIdle(now)) {
      schedule.remove(lane);
      byKey.remove(lane.key);
    } else {
      schedule.place(lane, now);
    }
  }
}
