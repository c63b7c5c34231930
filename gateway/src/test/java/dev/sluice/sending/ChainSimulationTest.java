package dev.sluice.sending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Deadline;
import dev.sluice.component.StartException;
import dev.sluice.data.Account;
import dev.sluice.data.Batch;
import dev.sluice.data.Branch;
import dev.sluice.data.Company;
import dev.sluice.data.Metadata;
import dev.sluice.data.Outcome;
import dev.sluice.data.Tally;
import dev.sluice.otlp.Signal;
import dev.sluice.testkit.ManualClock;
import dev.sluice.testkit.ManualTimer;
import dev.sluice.testkit.Samples;
import dev.sluice.testkit.TestSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The chain against a backend of moods, in virtual time, with as many seeds as are wanted ({@code
 * -Dsimulations=100000}): answers of all kinds, batches that wait for company, pushes that overlap,
 * cuts, divisions, successors that take over, and a stop somewhere. Whatever happens, each item is
 * settled once, what is in order stays so, waits are kept, and the attempts are bounded. A failure
 * names its seed.
 */
class ChainSimulationTest {
  private static final int SIMULATIONS = Integer.getInteger("simulations", 300);

  static List<Arguments> seeds() {
    var seeds = new ArrayList<Arguments>();
    for (int i = 0; i < SIMULATIONS / 20; i++) seeds.add(Arguments.of(i * 20));
    return seeds;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whateverABackendAnswers_everyItemIsAccountedFor(int first) {
    for (int seed = first; seed < first + 20; seed++) new Simulation(seed).run();
  }

  private static final class Simulation {
    private final int seed;
    private final Random random;
    private final ManualClock clock = new ManualClock();
    private final ManualTimer timer = new ManualTimer(clock);
    private final Branch branch = Samples.branch("fake", Signal.LOGS);
    private final Account account = branch.account();
    private final List<Threads> threads = new ArrayList<>();
    private final Moods push;
    private final RetryConfig retry;
    private final QueueConfig queue;
    private final List<SendingExporter> leaving = new ArrayList<>();
    private SendingExporter exporter;
    private int items;

    Simulation(int seed) {
      this.seed = seed;
      this.random = new Random(seed);
      this.push = new Moods(this);
      Duration elapsed = List.of(Duration.ZERO, Duration.ofSeconds(40)).get(random.nextInt(2));
      this.retry =
          new RetryConfig(
              random.nextInt(10) > 0,
              Duration.ofSeconds(random.nextInt(3)),
              0.5,
              random.nextInt(3),
              Duration.ofSeconds(10),
              random.nextBoolean() ? null : elapsed);
      GatherConfig gather =
          random.nextBoolean()
              ? null
              : new GatherConfig(Duration.ofMillis(200), 1 + random.nextInt(5), 0, Sizer.ITEMS);
      this.queue = new QueueConfig(true, 1 + random.nextInt(4), 1000, Sizer.ITEMS, gather, null);
      this.exporter = exporter();
    }

    private SendingExporter exporter() {
      threads.add(new Threads());
      return new SendingExporter(
          push,
          branch,
          queue,
          retry,
          TestSettings.of("fake", clock, timer),
          threads.get(threads.size() - 1));
    }

    void run() {
      int steps = 20 + random.nextInt(60);
      for (int i = 0; i < steps; i++) {
        switch (random.nextInt(12)) {
          case 0, 1, 2, 3, 4, 5 -> consume();
          case 6, 7, 8 -> timer.advance(Duration.ofMillis(random.nextInt(3000)));
          default -> finishOne();
        }
        if (random.nextInt(20) == 0) replace();
        if (random.nextInt(5) == 0) endOne();
      }
      while (!leaving.isEmpty()) endOne();
      if (random.nextInt(3) == 0) push.recovers();
      for (int i = 0; i < 400 && push.isWell && account.queued() > 0; i++) {
        while (finishOne()) {}
        timer.advance(Duration.ofSeconds(1));
      }
      if (push.isWell) assertThat(account.queued()).as("seed %d: left over", seed).isZero();
      exporter.stop(Deadline.in(Duration.ZERO, clock));
      while (finishOne()) {}
      assertAccounts();
    }

    private boolean finishOne() {
      int first = random.nextInt(threads.size());
      for (int i = 0; i < threads.size(); i++) {
        if (threads.get((first + i) % threads.size()).finishOne(random)) return true;
      }
      return false;
    }

    /** As a reload does; what is given to the old one on its way there comes before the new. */
    private void replace() {
      SendingExporter old = exporter;
      exporter = exporter();
      try {
        exporter.startAfter(old);
      } catch (StartException e) {
        throw new AssertionError(e);
      }
      if (random.nextBoolean()) consume(old);
      old.handOverTo(exporter);
      if (random.nextBoolean()) consume(old);
      leaving.add(old);
    }

    private void endOne() {
      if (leaving.isEmpty()) return;
      SendingExporter old = leaving.remove(random.nextInt(leaving.size()));
      old.stop(Deadline.in(Duration.ZERO, clock));
      push.isReplaced();
    }

    private void consume() {
      consume(exporter);
    }

    private void consume(SendingExporter to) {
      var bodies = new String[1 + random.nextInt(6)];
      int lane = random.nextInt(Moods.LANES);
      for (int i = 0; i < bodies.length; i++) bodies[i] = "<%d>".formatted(++items);
      var metadata = new Metadata(Map.of("tenant", List.of("t" + random.nextInt(2))), "");
      for (int i = 0; i < bodies.length; i++) push.said.put(items - i, metadata);
      to.consume(Samples.logs(branch, metadata, "lane" + lane, bodies).with(company()));
    }

    /** As what leaves a batch processor early has it. */
    private @Nullable Company company() {
      if (random.nextInt(3) == 0) return null;
      long until = clock.nanoTime() + Duration.ofMillis(random.nextInt(4000)).toNanos();
      return new Company(1 + random.nextInt(8), random.nextBoolean() ? 0 : 8, until);
    }

    private void assertAccounts() {
      assertThat(account.queued()).as("seed %d: queued", seed).isZero();
      assertThat(branch.reservedBytes()).as("seed %d: reserved", seed).isZero();
      assertThat(account.accepted()).isEqualTo(items);
      assertThat(
              account.settled(Outcome.Kind.DELIVERED)
                  + account.settled(Outcome.Kind.REJECTED)
                  + account.settled(Outcome.Kind.DROPPED))
          .as("seed %d: settled", seed)
          .isEqualTo(items);
      assertThat(account.settled(Outcome.DROPPED_INTERNAL_ERROR)).as("seed %d", seed).isZero();
      // Each item the backend said yes to counts as delivered, and no other.
      assertThat(account.settled(Outcome.DELIVERED)).as("seed %d", seed).isEqualTo(push.delivered);
      if (retry.maxElapsedTime() == null || retry.maxElapsedTime().isZero()) {
        assertThat(account.settled(Outcome.DROPPED_RETRY_TIMEOUT)).as("seed %d", seed).isZero();
      }
    }
  }

  /** Answers by chance. Lanes keep their order; one of them is divided now and then. */
  private static final class Moods implements Push {
    static final int LANES = 3;
    private static final Pattern ITEM = Pattern.compile("<(\\d+)>");

    private final Simulation simulation;
    private final Random random;
    private final Map<String, Long> notBefore = new HashMap<>();
    private final Map<String, Integer> newest = new HashMap<>();
    private final Map<Integer, Integer> attempts = new HashMap<>();
    private final TreeSet<Integer> held = new TreeSet<>();

    /** What the client of each item said: of different clients nothing is sent together. */
    private final Map<Integer, Metadata> said = new HashMap<>();

    private final boolean together;
    boolean isWell;
    int delivered;

    Moods(Simulation simulation) {
      this.simulation = simulation;
      this.random = simulation.random;
      this.together = random.nextBoolean();
    }

    /** Waits are not handed on. */
    void isReplaced() {
      notBefore.clear();
    }

    @Override
    public int maxUnderWay() {
      return 1;
    }

    void recovers() {
      isWell = true;
    }

    @Override
    public void partition(Batch batch, BiConsumer<String, Batch> out) {
      String resource = batch.group(0).resource().utf8();
      out.accept(resource.substring(resource.indexOf("lane")), batch);
    }

    @Override
    public Push ofLane(String lane) {
      return new InLane(lane);
    }

    @Override
    public boolean lanesFailTogether() {
      return together;
    }

    @Override
    public Answer push(Batch batch) {
      throw new AssertionError("every lane has its own");
    }

    private final class InLane implements Push {
      private final String lane;

      InLane(String lane) {
        this.lane = lane;
      }

      @Override
      public int maxUnderWay() {
        return 1;
      }

      @Override
      public long maxBatchBytes() {
        return 400;
      }

      @Override
      public Answer push(Batch batch) {
        String who = "seed %d, %s".formatted(simulation.seed, lane);
        List<Integer> items = items(batch);
        assertThat(items).as(who).hasSize(batch.items());
        for (int item : items) assertThat(batch.metadata()).as(who).isEqualTo(said.get(item));
        assertThat(items.stream().filter(item -> !held.contains(item))).as(who).isSorted();
        assertThat(simulation.clock.nanoTime())
            .as(who + ": not before it may")
            .isGreaterThanOrEqualTo(notBefore.getOrDefault(lane, Long.MIN_VALUE));
        for (int item : items) {
          assertThat(attempts.merge(item, 1, Integer::sum)).as(who + ": attempts").isLessThan(2000);
          boolean inOrder = held.contains(item) || item > newest.getOrDefault(lane, 0);
          assertThat(inOrder).as("%s: %d after %s", who, item, newest.get(lane)).isTrue();
        }
        return answer(batch, items);
      }

      private Answer answer(Batch batch, List<Integer> items) {
        int mood = isWell ? 0 : random.nextInt(12);
        return switch (mood) {
          case 5 -> wait(Answer.retry("HTTP 503", null), Duration.ofMillis(10));
          case 6 -> {
            Duration hint = Duration.ofSeconds(random.nextInt(20));
            yield wait(Answer.retry("HTTP 429", hint), hint);
          }
          case 7 -> wait(Answer.misconfigured("HTTP 401"), Duration.ofSeconds(10));
          case 8 -> {
            if (batch.items() == 1) over(items);
            yield Answer.tooLarge("HTTP 413");
          }
          case 9 -> {
            // Whether it is cut once more is the chain's affair: either way it goes on in order.
            yield Answer.itemRefused(Outcome.REJECTED_INVALID, "HTTP 400");
          }
          case 10 -> {
            int rejected = random.nextInt(batch.items() + 1);
            delivered += batch.items() - rejected;
            over(items);
            yield Answer.done(Tally.DELIVERED.and(Outcome.REJECTED_PARTIAL, rejected), "partly");
          }
          case 11 -> batch.items() == 1 ? deliver(batch, items) : divide(batch);
          default -> deliver(batch, items);
        };
      }

      private Answer deliver(Batch batch, List<Integer> items) {
        delivered += batch.items();
        over(items);
        return Answer.delivered();
      }

      private Answer divide(Batch batch) {
        List<Batch> parts = batch.splitAt(batch.items() - 1);
        held.addAll(items(parts.get(1)));
        held.addAll(items(batch));
        return Answer.divided(
            "HTTP 429", new Answer.Division(parts.get(0), "held", parts.get(1)), null);
      }

      private Answer wait(Answer answer, Duration atLeast) {
        if (simulation.retry.enabled()) {
          notBefore.put(lane, simulation.clock.nanoTime() + atLeast.toNanos());
        }
        return answer;
      }

      private void over(List<Integer> items) {
        if (lane.equals("held")) return;
        for (int item : items) {
          // Where a successor takes over, what was held goes where it came from.
          if (!held.contains(item)) newest.merge(lane, item, Math::max);
        }
      }
    }

    private static List<Integer> items(Batch batch) {
      var items = new ArrayList<Integer>();
      for (int i = 0; i < batch.size(); i++) {
        Matcher matcher = ITEM.matcher(batch.group(i).rest().utf8());
        while (matcher.find()) items.add(Integer.valueOf(matcher.group(1)));
      }
      return items;
    }
  }

  /** Sender threads whose work begins and ends when the simulation says so. */
  private static final class Threads extends AbstractExecutorService {
    private final List<Runnable> handed = new ArrayList<>();
    private boolean stopped;

    boolean finishOne(Random random) {
      if (handed.isEmpty()) return false;
      handed.remove(random.nextInt(handed.size())).run();
      return true;
    }

    @Override
    public void execute(Runnable work) {
      if (stopped) throw new java.util.concurrent.RejectedExecutionException();
      handed.add(work);
    }

    @Override
    public List<Runnable> shutdownNow() {
      stopped = true;
      var left = List.copyOf(handed);
      handed.clear();
      return left;
    }

    @Override
    public void shutdown() {
      stopped = true;
    }

    @Override
    public boolean isShutdown() {
      return stopped;
    }

    @Override
    public boolean isTerminated() {
      return stopped;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }
}
