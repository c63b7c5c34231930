package dev.sluice.receiver.prometheus;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.sluice.component.Settings;
import dev.sluice.net.client.Target;
import dev.sluice.receiver.prometheus.discovery.TargetGroup;
import dev.sluice.receiver.prometheus.series.MappingOptions;
import dev.sluice.receiver.prometheus.series.TargetMetrics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One job's targets as they come and go. A target that stays is not disturbed: its loop, its series
 * and the times of its scrapes remain. One that comes back before its series were marked as stale
 * goes on where it was. Any thread.
 */
final class TargetPool {
  private static final Logger LOG = LoggerFactory.getLogger(PrometheusReceiver.class);
  private static final int SHOWN_PROBLEMS = 10;

  private final ScrapeJob job;
  private final MappingOptions options;
  private final Tools tools;

  @GuardedBy("this")
  private Map<ScrapeTarget.Key, Round> called = new HashMap<>();

  private final Map<ScrapeTarget.Key, Round> leaving = new ConcurrentHashMap<>();

  @GuardedBy("this")
  private Set<String> told = Set.of();

  @GuardedBy("this")
  private boolean synced;

  @GuardedBy("this")
  private boolean crowded;

  private volatile Collection<Round> rounds = List.of();
  private volatile @Nullable String obstacle;

  /**
   * What a pool works with.
   *
   * @param room of the receiver, a permit for each target
   */
  record Tools(
      Settings settings, PageSource pages, Handover handover, Rounds rounds, Semaphore room) {}

  TargetPool(ScrapeJob job, MappingOptions options, Tools tools) {
    this.job = job;
    this.options = options;
    this.tools = tools;
  }

  /** From now on these are the targets. */
  synchronized void sync(List<TargetGroup> groups) {
    var maker = new TargetMaker(job, groups);
    tellProblems(maker.problems());
    obstacle = obstacle(maker.targets().size());
    int before = called.size();
    var next = new HashMap<ScrapeTarget.Key, Round>();
    var fresh = new ArrayList<ScrapeTarget>();
    for (ScrapeTarget target : maker.targets()) {
      Round stays = called.remove(target.key());
      if (stays == null) {
        fresh.add(target);
      } else {
        next.put(target.key(), stays);
      }
    }
    // Those that go make room for those that come.
    called.forEach(this::leave);
    called = next;
    int unmade = 0;
    for (ScrapeTarget target : fresh) {
      if (!next.containsKey(target.key()) && !come(target)) unmade++;
    }
    rounds = List.copyOf(next.values());
    tellCrowd(unmade);
    tell(before, maker.dropped());
  }

  private void leave(ScrapeTarget.Key key, Round round) {
    leaving.put(key, round);
    tools.rounds.leave(
        round,
        () -> {
          leaving.remove(key, round);
          tools.room.release();
        });
  }

  /** False if there is no room for it. */
  @GuardedBy("this")
  private boolean come(ScrapeTarget target) {
    Round before = leaving.get(target.key());
    if (before != null && tools.rounds.comeBack(before)) {
      leaving.remove(target.key(), before);
      called.put(target.key(), before);
      return true;
    }
    if (!tools.room.tryAcquire()) return false;
    Target url = Objects.requireNonNull(Target.parse(target.url()), "checked when it was made");
    var health = new Health(tools.settings.id().toString(), target);
    var loop =
        new TargetLoop(
            target,
            url,
            new TargetMetrics(target.identity(), options),
            new TargetLoop.Tools(tools.pages, tools.handover, health, tools.settings.clock()),
            () -> obstacle);
    called.put(target.key(), tools.rounds.add(loop));
    return true;
  }

  /** As in Prometheus, a job with too many targets has none that works. */
  private @Nullable String obstacle(int targets) {
    int limit = job.defaults().targetLimit();
    if (limit == 0 || targets <= limit) return null;
    return "the job has %d targets, target_limit is %d".formatted(targets, limit);
  }

  @GuardedBy("this")
  private void tellProblems(List<String> problems) {
    var now = new HashSet<String>();
    int untold = 0;
    for (String problem : problems) {
      if (!now.add(problem) || told.contains(problem)) continue;
      if (now.size() > SHOWN_PROBLEMS) {
        untold++;
      } else {
        LOG.warn("receiver '{}', {}", tools.settings.id(), problem);
      }
    }
    if (untold > 0) LOG.warn("{}: {} more addresses are no targets", name(), untold);
    told = now;
  }

  @GuardedBy("this")
  private void tellCrowd(int unmade) {
    if (unmade > 0 && !crowded) {
      LOG.warn(
          "{}: {} targets are not scraped, the receiver has as many as its memory allows; more"
              + " memory, or fewer targets by relabel_configs",
          name(),
          unmade);
    }
    crowded = unmade > 0;
  }

  @GuardedBy("this")
  private void tell(int before, int dropped) {
    int now = called.size();
    boolean isNews = !synced || (before == 0) != (now == 0);
    if (isNews && (now > 0 || dropped > 0 || before > 0)) {
      LOG.info("{}: {} targets; relabel_configs dropped {} addresses", name(), now, dropped);
    } else if (before != now) {
      LOG.debug("{}: {} targets, {} before", name(), now, before);
    }
    synced = synced || now > 0 || dropped > 0;
  }

  private String name() {
    return "receiver '%s', job '%s'".formatted(tools.settings.id(), job.name());
  }

  /** Of targets that are scraped, those that are up or down. */
  long count(boolean isUp) {
    return rounds.stream()
        .filter(round -> Boolean.valueOf(isUp).equals(round.loop.health().isUp()))
        .count();
  }
}
