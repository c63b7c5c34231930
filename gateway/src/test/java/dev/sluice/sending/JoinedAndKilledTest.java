package dev.sluice.sending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.component.Clock;
import dev.sluice.component.Deadline;
import dev.sluice.component.Settings;
import dev.sluice.component.StartException;
import dev.sluice.component.Storage;
import dev.sluice.component.Storage.WhenFull;
import dev.sluice.config.ComponentId;
import dev.sluice.data.Account;
import dev.sluice.data.Acknowledge;
import dev.sluice.data.Awaited;
import dev.sluice.data.Batch;
import dev.sluice.data.Branch;
import dev.sluice.data.Company;
import dev.sluice.data.Delivery;
import dev.sluice.data.Fan;
import dev.sluice.data.Ledger;
import dev.sluice.data.Metadata;
import dev.sluice.data.Outcome;
import dev.sluice.data.Receipt;
import dev.sluice.data.Tally;
import dev.sluice.data.Witness;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.otlp.Signal;
import dev.sluice.testkit.Await;
import dev.sluice.testkit.Samples;
import dev.sluice.testkit.TestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Records are joined behind the disk, cut, retried and rejected in part, and in the middle of that
 * the process is killed: its files are copied as they are, and another goes on with the copy. What
 * had no end before the kill comes again; of different clients nothing is ever sent together.
 */
class JoinedAndKilledTest {
  private static final Pattern ITEM = Pattern.compile("<(\\d+)>");

  @TempDir Path directory;

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final List<SendingExporter> started = new ArrayList<>();
  private final Map<Integer, Metadata> said = new ConcurrentHashMap<>();
  private final Set<Integer> stored = ConcurrentHashMap.newKeySet();

  /** Those that the backend has had the last word of, before anybody settles them. */
  private final Set<Integer> ended = ConcurrentHashMap.newKeySet();

  private final AtomicInteger delivered = new AtomicInteger();

  private SendingExporter start(String name, Branch branch, Function<Batch, Answer> backend)
      throws StartException {
    Settings settings = TestSettings.of("fake", Clock.SYSTEM, timer);
    settings
        .shared()
        .get(
            Storage.class,
            "file_storage",
            () -> new Storage(directory.resolve(name), true, 1 << 30, 0, WhenFull.REFUSE));
    var queue =
        new QueueConfig(true, 3, 1000, Sizer.ITEMS, null, null, ComponentId.parse("file_storage"));
    var retry = new RetryConfig(true, Duration.ofMillis(1), 0, 1, Duration.ofMillis(1), null);
    var exporter = new SendingExporter(backend::apply, branch, queue, retry, settings);
    started.add(exporter);
    exporter.start();
    return exporter;
  }

  @AfterEach
  void stop() {
    for (SendingExporter exporter : started)
      exporter.stop(Deadline.in(Duration.ZERO, Clock.SYSTEM));
    timer.shutdown();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void whatHadNoEndBeforeAKill_comesAgain(long seed) throws Exception {
    var random = new Random(seed);
    var moods = new Random(seed * 31);
    Branch branch = branch(100_000 + random.nextInt(400_000));
    SendingExporter first = start("a", branch, batch -> answer(batch, moods, ended));
    int all = 0;
    for (int i = 0; i < 400; i++) {
      var ids = new ArrayList<Integer>();
      for (int j = random.nextInt(4); j >= 0; j--) ids.add(++all);
      Await.until("room", () -> branch.reservedBytes() < 80_000);
      long until = Clock.SYSTEM.nanoTime() + Duration.ofMillis(random.nextInt(20)).toNanos();
      var company = new Company(1 + random.nextInt(20), random.nextInt(2) * 20, until);
      first.consume(request(branch, ids, "t" + random.nextInt(2)).with(company));
    }
    int items = all;
    Account account = branch.account();
    Await.until("some have ended", () -> ended.size() > items / 3);
    Set<Integer> storedBefore = Set.copyOf(stored);
    copy(directory.resolve("a"), directory.resolve("b"));
    Set<Integer> endedSince = Set.copyOf(ended);

    Branch again = branch(1 << 20);
    Set<Integer> came = ConcurrentHashMap.newKeySet();
    start("b", again, batch -> deliver(batch, came));
    Await.until("the copy's end", () -> again.account().queued() == 0);
    assertThat(again.account().settled(Outcome.DELIVERED)).isEqualTo(again.account().recovered());
    for (int item : storedBefore) {
      if (!endedSince.contains(item)) assertThat(came).contains(item);
    }

    Await.until("an end", () -> account.queued() == 0);
    assertThat(ended).hasSize(items);
    assertThat(stored).hasSize(items);
    assertThat(account.accepted()).isEqualTo(items);
    long over = account.settled(Outcome.DELIVERED) + account.settled(Outcome.Kind.REJECTED);
    assertThat(over).isEqualTo(items);
    assertThat(account.settled(Outcome.DELIVERED)).isEqualTo(delivered.get());
    Await.until("room", () -> branch.reservedBytes() == 0);
  }

  private static Branch branch(long bytes) {
    return new Branch(new Ledger().account("fake", Signal.LOGS), bytes);
  }

  /** A request whose client is told when it is on disk. */
  private Batch request(Branch branch, List<Integer> ids, String tenant) {
    var metadata = new Metadata(Map.of("tenant", List.of(tenant)), "");
    for (int id : ids) said.put(id, metadata);
    String[] bodies = ids.stream().map("<%d>"::formatted).toArray(String[]::new);
    ResourceGroup group = Samples.logGroup("s", bodies);
    long bytes = group.sizeInBytes();
    assertThat(branch.tryReserve(bytes)).isTrue();
    var awaited =
        new Awaited(
            new Receipt() {
              @Override
              public void taken() {
                stored.addAll(ids);
              }

              @Override
              public void takenInPart(int lost, String why) {}

              @Override
              public void late(String why) {}
            });
    Witness witness = awaited.expect(branch, ids.size(), Acknowledge.PERSISTED);
    var delivery = new Delivery(branch, ids.size(), bytes, witness);
    awaited.isWhole();
    var fan = new Fan(new Delivery[] {delivery}, awaited);
    var groups = new ResourceGroup[] {group};
    return Objects.requireNonNull(Batch.ofRequest(Signal.LOGS, groups, fan, metadata).forBranch(0));
  }

  private Answer answer(Batch batch, Random moods, Set<Integer> over) {
    return switch (moods.nextInt(6)) {
      case 0 -> Answer.retry("HTTP 503", null);
      case 1 -> batch.items() > 1 ? Answer.tooLarge("HTTP 413") : deliver(batch, over);
      case 2 -> {
        int rejected = moods.nextInt(batch.items() + 1);
        deliver(batch, over);
        delivered.addAndGet(-rejected);
        yield Answer.done(Tally.DELIVERED.and(Outcome.REJECTED_PARTIAL, rejected), "partly");
      }
      default -> deliver(batch, over);
    };
  }

  private Answer deliver(Batch batch, Set<Integer> over) {
    List<Integer> items = items(batch);
    assertThat(items).isSorted().hasSize(batch.items());
    for (int item : items) assertThat(batch.metadata()).isEqualTo(said.get(item));
    if (over == ended) delivered.addAndGet(items.size());
    over.addAll(items);
    return Answer.delivered();
  }

  private static List<Integer> items(Batch batch) {
    var items = new ArrayList<Integer>();
    for (int i = 0; i < batch.size(); i++) {
      Matcher matcher = ITEM.matcher(batch.group(i).rest().utf8());
      while (matcher.find()) items.add(Integer.valueOf(matcher.group(1)));
    }
    return items;
  }

  /** Ends before records, so that no end is there of what is not. */
  private static void copy(Path from, Path to) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(from)) {
      files =
          all.filter(Files::isRegularFile).sorted(Comparator.comparing(Path::toString)).toList();
    }
    for (Path file : files) {
      if (file.endsWith("LOCK")) continue;
      Path target = to.resolve(from.relativize(file));
      Files.createDirectories(target.getParent());
      Files.copy(file, target);
    }
  }
}
