package dev.sluice.data;

import dev.sluice.otlp.OtlpSplit;
import dev.sluice.otlp.ResourceGroup;
import dev.sluice.otlp.Signal;
import dev.sluice.wire.ProtoWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Telemetry on its way: resource groups, each with those who answer for it. Immutable; changing
 * data makes a new batch that shares what it did not touch. The order of groups is the order in
 * which they came.
 *
 * <p>Whoever is handed a batch answers for it: hands it on, or settles it. Before the fan-out it
 * stands for all branches of its pipeline, after it for one ({@link #forBranch}).
 */
public final class Batch {
  private static final int ALL_BRANCHES = -1;

  /** Each fan then has one delivery that counts, the first. */
  private static final int ONE_BRANCH = 0;

  private final Signal signal;
  private final ResourceGroup[] groups;
  private final Fan[] fans;
  private final int branch;
  private final Metadata metadata;
  private final @Nullable Company company;
  private final int items;
  private final long bytes;

  private Batch(
      Signal signal,
      ResourceGroup[] groups,
      Fan[] fans,
      int branch,
      Metadata metadata,
      @Nullable Company company) {
    this.signal = signal;
    this.groups = groups;
    this.fans = fans;
    this.branch = branch;
    this.metadata = metadata;
    this.company = company;
    int itemSum = 0;
    long byteSum = 0;
    for (ResourceGroup group : groups) {
      itemSum = Math.addExact(itemSum, group.items());
      byteSum += group.sizeInBytes();
    }
    this.items = itemSum;
    this.bytes = byteSum;
  }

  /** Takes the arrays over; {@code fans[i]} answers for {@code groups[i]}. */
  static Batch of(Signal signal, ResourceGroup[] groups, Fan[] fans, int branch, Metadata md) {
    return new Batch(signal, groups, fans, branch, md, null);
  }

  /** A request's groups, all answered for by one fan. Takes the array over. */
  public static Batch ofRequest(Signal signal, ResourceGroup[] groups, Fan fan, Metadata metadata) {
    var fans = new Fan[groups.length];
    Arrays.fill(fans, fan);
    return new Batch(signal, groups, fans, ALL_BRANCHES, metadata, null);
  }

  public Signal signal() {
    return signal;
  }

  /** How many resource groups. */
  public int size() {
    return groups.length;
  }

  public ResourceGroup group(int index) {
    return groups[index];
  }

  /** All groups, read only. */
  public List<ResourceGroup> groups() {
    return Collections.unmodifiableList(Arrays.asList(groups));
  }

  public int items() {
    return items;
  }

  /** Length as an OTLP export request. */
  public long bytes() {
    return bytes;
  }

  /**
   * Writes {@link #bytes} bytes of OTLP export request, from where the parts lie: nothing is put
   * together beforehand.
   */
  public void writeTo(OutputStream out) throws IOException {
    var header = new ProtoWriter(512);
    for (ResourceGroup group : groups) {
      header.clear();
      group.writeHeader(header);
      out.write(header.array(), 0, header.size());
      group.rest().writeTo(out);
    }
  }

  public Metadata metadata() {
    return metadata;
  }

  /** For what it may wait on its way to the backend; null: for nothing. Parts have none. */
  public @Nullable Company company() {
    return company;
  }

  /** The same, and what it may wait for. */
  public Batch with(@Nullable Company mayWaitFor) {
    if (company == null && mayWaitFor == null) return this;
    return new Batch(signal, groups, fans, branch, metadata, mayWaitFor);
  }

  Fan fan(int index) {
    return fans[index];
  }

  int branch() {
    return branch;
  }

  /**
   * What of this telemetry is answered for in one branch; null if it gets nothing of it. Batches of
   * one branch can be joined, whatever its place was in the pipelines that they came by.
   */
  public @Nullable Batch forBranch(int index) {
    if (index > 0) return narrowed(index);
    for (Fan fan : fans) {
      if (fan.delivery(index) == null) return narrowed(index);
    }
    return new Batch(signal, groups, fans, ONE_BRANCH, metadata, company);
  }

  /** Without the requests for which the branch had no room, and without the other branches. */
  private @Nullable Batch narrowed(int index) {
    var part = new BatchBuilder(signal);
    Fan last = null;
    Fan narrow = null;
    for (int i = 0; i < groups.length; i++) {
      Delivery delivery = fans[i].delivery(index);
      if (delivery == null) continue;
      // One for all groups of a request, so that it still shows what came together.
      if (narrow == null || fans[i] != last) narrow = fans[i].narrowedTo(delivery);
      last = fans[i];
      part.add(groups[i], narrow, ONE_BRANCH);
    }
    return part.isEmpty() ? null : part.build(metadata).with(company);
  }

  /** Whether a sender waits for word of any of this. */
  public boolean isAwaited() {
    for (Fan fan : fans) {
      if (fan.awaited() != null) return true;
    }
    return false;
  }

  /**
   * Calls {@code listener} when the last sender in this batch has its answer; at once if all have,
   * or if nobody waits. Any thread calls it, without a lock of ours.
   */
  public void whenAnswered(Runnable listener) {
    var open = new AtomicInteger(1);
    Runnable one =
        () -> {
          if (open.decrementAndGet() == 0) listener.run();
        };
    Awaited last = null;
    for (Fan fan : fans) {
      Awaited awaited = fan.awaited();
      if (awaited == null || awaited == last) continue;
      last = awaited;
      open.incrementAndGet();
      awaited.whenOver(one);
    }
    one.run();
  }

  private Delivery delivery(int group) {
    return Objects.requireNonNull(fans[group].delivery(branch), "not for this branch");
  }

  /** Rewrites each group; the items must stay as many as they were. */
  public Batch map(UnaryOperator<ResourceGroup> change) {
    ResourceGroup[] changed = groups.clone();
    boolean same = true;
    for (int i = 0; i < changed.length; i++) {
      changed[i] = change.apply(groups[i]);
      if (changed[i].items() != groups[i].items()) {
        throw new IllegalStateException("a rewrite lost items without settling them");
      }
      same &= changed[i] == groups[i];
    }
    return same ? this : new Batch(signal, changed, fans, branch, metadata, company);
  }

  /** Whether several requests share this batch, so that one may have spoiled it for the others. */
  public boolean isMerged() {
    for (Fan fan : fans) {
      if (fan != fans[0]) return true;
    }
    return false;
  }

  /**
   * Where to split so that no group has to be copied: the items of as many whole groups as have at
   * most {@code count} together, or {@code count} if the first one has more.
   */
  public int wholeGroups(int count) {
    int whole = 0;
    for (ResourceGroup group : groups) {
      if (group.items() > count - whole) break;
      whole += group.items();
    }
    return whole == 0 ? count : whole;
  }

  /** Two batches in order, the first with {@code count} items; 0 &lt; count &lt; {@link #items}. */
  public List<Batch> splitAt(int count) {
    if (count <= 0 || count >= items) {
      throw new IllegalArgumentException("split %d items at %d".formatted(items, count));
    }
    int index = 0;
    int left = count;
    while (left >= groups[index].items()) left -= groups[index++].items();
    if (left == 0) {
      return List.of(part(groups.clone(), 0, index), part(groups.clone(), index, groups.length));
    }
    OtlpSplit.Parts parts = OtlpSplit.split(signal, groups[index], left);
    ResourceGroup[] head = groups.clone();
    head[index] = parts.head();
    ResourceGroup[] tail = groups.clone();
    tail[index] = parts.tail();
    return List.of(part(head, 0, index + 1), part(tail, index, groups.length));
  }

  /**
   * Batches in order, of {@code count} items each but the last, which may have fewer. However many
   * there are, no byte is copied more than twice: cutting off one after the other would copy the
   * rest each time.
   */
  public List<Batch> splitEvery(int count) {
    if (count <= 0) throw new IllegalArgumentException("count <= 0: " + count);
    if (items <= count) return List.of(this);
    var parts = new ArrayList<Batch>();
    var part = new BatchBuilder(signal);
    for (int i = 0; i < groups.length; i++) {
      for (ResourceGroup piece : pieces(groups[i], count - part.items(), count)) {
        // Groups without items stay with the part before them, so that no part is without.
        if (part.items() == count && piece.items() > 0) parts.add(part.build(metadata));
        part.add(this, i, piece);
      }
    }
    parts.add(part.build(metadata));
    return parts;
  }

  private List<ResourceGroup> pieces(ResourceGroup group, int room, int count) {
    if (group.items() <= room) return List.of(group);
    if (room == 0 || room == count) return OtlpSplit.every(signal, group, count);
    OtlpSplit.Parts parts = OtlpSplit.split(signal, group, room);
    var pieces = new ArrayList<ResourceGroup>();
    pieces.add(parts.head());
    pieces.addAll(OtlpSplit.every(signal, parts.tail(), count));
    return pieces;
  }

  private Batch part(ResourceGroup[] from, int start, int end) {
    return new Batch(
        signal,
        Arrays.copyOfRange(from, start, end),
        Arrays.copyOfRange(fans, start, end),
        branch,
        metadata,
        null);
  }

  /** Who is told of the items of each request, in order; requests without items are left out. */
  public List<Witness> witnesses() {
    var told = new ArrayList<Witness>();
    for (int start = 0; start < fans.length; ) {
      int end = start;
      int runItems = 0;
      while (end < fans.length && fans[end] == fans[start]) runItems += groups[end++].items();
      if (runItems > 0) told.add(delivery(start).witness());
      start = end;
    }
    return told;
  }

  /** Whether anybody waits for what becomes of these items. Only behind the fan-out. */
  public boolean isWaitedFor() {
    for (int i = 0; i < groups.length; i++) {
      if (groups[i].items() > 0 && delivery(i).witness().isWaiting()) return true;
    }
    return false;
  }

  /** Every item is on disk, fsynced, and answered for by the log from now on. */
  public void stored() {
    for (int i = 0; i < groups.length; i++) {
      if (groups[i].items() > 0) delivery(i).stored(groups[i].items());
    }
  }

  /**
   * The same telemetry in one branch, answered for anew: {@code next} is asked once for each run of
   * groups that one request brought, with that request's delivery and the run's items (more than
   * 0), so that the batch stays merged if it was.
   */
  public Batch answeredBy(BiFunction<Delivery, Integer, Delivery> next) {
    var anew = new Fan[fans.length];
    for (int start = 0; start < fans.length; ) {
      int end = start;
      int runItems = 0;
      while (end < fans.length && fans[end] == fans[start]) runItems += groups[end++].items();
      // Groups without items settle nothing, so that their old fan may stay.
      Fan fan = runItems == 0 ? fans[start] : Fan.of(next.apply(delivery(start), runItems));
      Arrays.fill(anew, start, end, fan);
      start = end;
    }
    return new Batch(signal, groups, anew, ONE_BRANCH, metadata, company);
  }

  /**
   * It is not sent from here any more: what a log on disk answers for stays there, what is in
   * memory alone does not. Only behind the fan-out.
   *
   * @param inMemory is given what is in memory alone, in order, and answers for it
   * @param stays is given what stays, in order, with who was to be told of its end
   */
  public void leave(Consumer<Batch> inMemory, BiConsumer<Witness, Batch> stays) {
    for (int start = 0; start < fans.length; ) {
      int end = start;
      while (end < fans.length && fans[end] == fans[start]) end++;
      Batch run = part(groups, start, end);
      int first = start;
      start = end;
      if (run.items == 0) continue;
      if (delivery(first).isOfLog()) {
        stays.accept(delivery(first).witness(), run);
      } else {
        inMemory.accept(run);
      }
    }
  }

  /** Whether a log on disk answers for any of this. Only behind the fan-out. */
  public boolean isOfLog() {
    for (int i = 0; i < fans.length; i++) {
      if (groups[i].items() > 0 && delivery(i).isOfLog()) return true;
    }
    return false;
  }

  /** How many groups each request brought that is in this batch, in order. */
  public int[] runs() {
    var runs = new int[groups.length];
    int count = 0;
    for (int start = 0; start < fans.length; count++) {
      int end = start;
      while (end < fans.length && fans[end] == fans[start]) end++;
      runs[count] = end - start;
      start = end;
    }
    return Arrays.copyOf(runs, count);
  }

  /** Settles every item with one outcome. */
  public void settle(Outcome outcome) {
    for (int i = 0; i < groups.length; i++) settle(i, outcome, groups[i].items());
  }

  /**
   * Settles every item: the exceptions of {@code tally} first, in the order of groups (which of
   * them were meant, a count does not say), the rest as delivered.
   */
  public void settle(Tally tally) {
    var left = new int[groups.length];
    for (int i = 0; i < left.length; i++) left[i] = groups[i].items();
    int at = 0;
    for (Map.Entry<Outcome, Integer> exception : tally.exceptions().entrySet()) {
      int open = exception.getValue();
      while (open > 0 && at < left.length) {
        int part = Math.min(open, left[at]);
        settle(at, exception.getKey(), part);
        left[at] -= part;
        open -= part;
        if (left[at] == 0) at++;
      }
    }
    for (int i = at; i < left.length; i++) settle(i, Outcome.DELIVERED, left[i]);
  }

  private void settle(int index, Outcome outcome, int count) {
    Fan fan = fans[index];
    if (branch != ALL_BRANCHES) {
      delivery(index).settle(outcome, count);
      return;
    }
    for (int i = 0; i < fan.branches(); i++) {
      Delivery delivery = fan.delivery(i);
      if (delivery != null) delivery.settle(outcome, count);
    }
  }

  @Override
  public String toString() {
    return "Batch[%s in %d groups, %d bytes]".formatted(signal.count(items), groups.length, bytes);
  }
}
