package dev.sluice.bench.faults;

import static dev.sluice.bench.faults.Row.onDisk;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.bench.endtoend.Kind;
import dev.sluice.bench.faults.FaultProxy.Mode;
import dev.sluice.bench.faults.SegmentFiles.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What disks do, and what is done to them. */
final class DiskRows {
  private static final List<String> CALLS =
      List.of("fdatasync", "fsync", "pwrite64", "write", "openat", "unlink", "ftruncate");

  /** 512 bytes a block: the write that crosses the limit is short, the next one fails (EFBIG). */
  private static final String SMALL_FILES = "ulimit -f 8192 && exec \"$@\"";

  private DiskRows() {}

  static List<Row> all() {
    return List.of(
        onDisk(
            "C03",
            "killed in fdatasync, fsync, pwrite64, write, openat, unlink, ftruncate: in its start, in"
                + " the recovery, and at some moment of a run",
            "starts each time; nothing lost",
            DiskRows::killedInCalls),
        onDisk(
            "C04",
            "torn tails: cut in the last record's payload and in its head, 4 KiB of zeros, garbage",
            "starts; what was before the tail arrives",
            DiskRows::torn),
        onDisk(
            "C05",
            "a bit flipped in five records of each queue, a segment deleted",
            "exactly these lost and counted",
            DiskRows::flipped),
        onDisk(
            "D01",
            "a disk of 64 MiB, filled by another",
            "refuses with a hint, drains while it is full, resumes in 10 s",
            DiskRows::full),
        onDisk(
            "D02",
            "fdatasync and fsync fail (EIO), then pwrite64 (ENOSPC), then it writes a part (no file may"
                + " be larger than 4 MiB); killed after each",
            "nothing acknowledged without a sync, nothing lost, stays alive",
            DiskRows::failing));
  }

  private static void killedInCalls(Rig rig) throws Exception {
    Strace.require();
    // Small segments, so that files come and go while the load lasts.
    rig.configure(rig.config().storingWith("max_bytes: 8388608"));
    var random = new Random(3);
    int underLoad = 0;
    int unreached = 0;
    int inStart = 0;
    for (String call : CALLS) {
      // In the start, and in the recovery that follows.
      for (int when : new int[] {1, 2}) if (diesInStart(rig, call, when)) inStart++;
      for (boolean isDown : new boolean[] {false, true}) {
        rig.start();
        rig.loadAll();
        if (isDown) rig.proxy(Kind.TRACES).become(Mode.REFUSES);
        rig.run(0.5 + 5 * random.nextDouble());
        Process strace = Strace.kill(rig.gateway().pid(), call);
        if (!rig.gateway().endsWithin(Duration.ofSeconds(8))) unreached++;
        underLoad++;
        rig.kill();
        strace.destroy();
        rig.stopLoads();
        rig.proxy(Kind.TRACES).become(Mode.PASSES);
      }
      rig.allowWindow(4, Kind.values());
    }
    rig.start();
    rig.figure(
        "%d killed under load, %d of them after 8 s without that call; %d in the start"
            .formatted(underLoad, unreached, inStart));
  }

  private static boolean diesInStart(Rig rig, String call, int when) throws Exception {
    if (rig.startsUnder(Strace.killing(call, when))) {
      rig.kill();
      return false;
    }
    rig.died();
    return true;
  }

  /** What waits for traces, on disk and nowhere else. */
  private static void fill(Rig rig, double seconds, int times) throws Exception {
    rig.start();
    for (Kind kind : Kind.values()) rig.proxy(kind).become(Mode.REFUSES);
    for (Kind kind : Kind.values()) rig.load(kind, times * rig.itemsPerSecond(), 2, 1);
    rig.run(seconds);
    rig.stopLoads();
  }

  private static void release(Rig rig) throws Exception {
    for (Kind kind : Kind.values()) rig.proxy(kind).become(Mode.PASSES);
    rig.allowWindow(1, Kind.values());
  }

  private static void torn(Rig rig) throws Exception {
    if (!rig.isOurs()) throw new Skipped("knows this gateway's files only");
    for (int variant = 0; variant < 4; variant++) {
      fill(rig, 4, 1);
      // Nothing has been answered for a while: all that was acknowledged is on disk.
      rig.kill();
      Path log = SegmentFiles.log(rig.storage(), "otlphttp");
      var segments = SegmentFiles.segments(log);
      Path newest = segments.get(segments.size() - 1);
      List<Position> records = SegmentFiles.records(newest);
      Position last = records.get(records.size() - 1);
      int end = last.at() + last.length();
      byte[] bytes = Files.readAllBytes(newest);
      switch (variant) {
        case 0 -> Files.write(newest, Arrays.copyOf(bytes, end - 10));
        case 1 -> Files.write(newest, Arrays.copyOf(bytes, last.at() + 20));
        case 2 -> Files.write(newest, new byte[4096], StandardOpenOption.APPEND);
        default ->
            Files.write(newest, "garbage".repeat(99).getBytes(US_ASCII), StandardOpenOption.APPEND);
      }
      if (variant < 2) rig.destroyed(Kind.TRACES, last.items());
      rig.start();
      release(rig);
      long expected = rig.lost(Kind.TRACES);
      rig.check(
          rig.await(Duration.ofSeconds(30), () -> rig.missing(Kind.TRACES) <= expected),
          "variant %d: %,d missing, not %,d"
              .formatted(variant, rig.missing(Kind.TRACES), expected));
      rig.terminate(Duration.ofSeconds(60));
    }
    rig.start();
  }

  private static void flipped(Rig rig) throws Exception {
    if (!rig.isOurs()) {
      flipAnywhere(rig);
      return;
    }
    rig.configure(rig.config().storingWith("max_bytes: 33554432"));
    fill(rig, 8, 5);
    rig.terminate(Duration.ofSeconds(60));
    var random = new Random(5);
    hit(rig, Kind.TRACES, "otlphttp", true, random);
    hit(rig, Kind.LOGS, "loki", false, random);
    hit(rig, Kind.METRICS, "prometheusremotewrite", false, random);
    rig.start();
    release(rig);
  }

  private static void hit(Rig rig, Kind kind, String exporter, boolean deletes, Random random)
      throws IOException {
    List<Path> segments = SegmentFiles.segments(SegmentFiles.log(rig.storage(), exporter));
    var records = new ArrayList<Position>();
    long lost = 0;
    boolean deleted = false;
    for (int i = 0; i < segments.size(); i++) {
      List<Position> inThis = SegmentFiles.records(segments.get(i));
      if (deletes && !deleted && i > 0 && i < segments.size() - 1) {
        Files.delete(segments.get(i));
        deleted = true;
        for (Position record : inThis) lost += record.items();
      } else {
        records.addAll(inThis);
      }
    }
    rig.check(!deletes || deleted, "there were only %d segments".formatted(segments.size()));
    Collections.shuffle(records, random);
    for (Position record : records.subList(0, Math.min(5, records.size()))) {
      long at = (long) record.at() + random.nextInt(record.length());
      SegmentFiles.flipBit(record.file(), at, random.nextInt(8));
      lost += record.items();
    }
    rig.destroyed(kind, lost);
    rig.figure("%s: %,d destroyed".formatted(kind.id(), lost));
  }

  /** Of another gateway's files we know nothing but that each byte may be hit. */
  private static void flipAnywhere(Rig rig) throws Exception {
    fill(rig, 8, 5);
    rig.terminate(Duration.ofSeconds(60));
    var random = new Random(5);
    for (Path file : Folders.all(rig.storage())) {
      if (!Files.isRegularFile(file) || Files.size(file) < 4096) continue;
      for (int i = 0; i < 5; i++) {
        SegmentFiles.flipBit(file, random.nextInt((int) Files.size(file)), random.nextInt(8));
      }
      rig.happened();
    }
    rig.start();
    release(rig);
    rig.allowLoss();
    rig.figure("what was hit is not known for it: losses are shown, not judged");
  }

  private static void full(Rig rig) throws Exception {
    Path disk = Files.createDirectory(rig.folder().resolve("disk"));
    var mount =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk.toString())
            .redirectErrorStream(true)
            .start();
    if (mount.waitFor() != 0) throw new Skipped("file systems may not be mounted here");
    rig.atEnd(() -> new ProcessBuilder("umount", "-l", disk.toString()).start().waitFor());
    rig.configure(rig.config().storedIn(disk.resolve("queue")));
    BackendRows.begin(rig);
    rig.proxy(Kind.TRACES).become(Mode.REFUSES);
    rig.run(3);
    Path other = disk.resolve("other");
    occupy(other);
    rig.happened();
    boolean refused = rig.await(Duration.ofSeconds(20), () -> rig.load(Kind.TRACES).refused() > 0);
    rig.check(refused, "it went on accepting without space");
    occupy(other);
    rig.proxy(Kind.TRACES).become(Mode.PASSES);
    rig.allowWindow(1, Kind.TRACES);
    rig.check(
        rig.await(Duration.ofSeconds(40), () -> rig.missing(Kind.TRACES) == 0),
        "%,d were not sent while the disk was full".formatted(rig.missing(Kind.TRACES)));
    Files.delete(other);
    long before = rig.load(Kind.TRACES).acknowledged().count();
    boolean resumed =
        rig.await(
            Duration.ofSeconds(10), () -> rig.load(Kind.TRACES).acknowledged().count() > before);
    rig.check(resumed, "it did not accept 10 s after there was space again");
    rig.run(3);
    rig.figure("%,d refused".formatted(rig.load(Kind.TRACES).refused()));
  }

  /** Writes until there is no space; how much that was shows as the file's size. */
  private static void occupy(Path file) throws IOException {
    byte[] block = new byte[4096];
    try (var out =
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (int i = 0; i < 1 << 16; i++) out.write(block);
      throw new IOException("the disk has no end");
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).contains("No space")) throw e;
    }
  }

  /** What is done to the storage by starting the gateway so. */
  private record Failing(String name, List<String> under) {}

  private static void failing(Rig rig) throws Exception {
    Strace.require();
    var faults =
        List.of(
            new Failing("syncs fail", Strace.failing("fdatasync,fsync", "EIO", 20)),
            new Failing("no space", Strace.failing("pwrite64", "ENOSPC", 20)),
            new Failing("short writes", List.of("sh", "-c", SMALL_FILES, "sh")));
    for (Failing fault : faults) {
      rig.start(fault.under);
      for (Kind kind : Kind.values()) rig.proxy(kind).become(Mode.REFUSES);
      rig.loadAll();
      boolean refused =
          rig.await(Duration.ofSeconds(60), () -> rig.load(Kind.TRACES).refused() > 0);
      rig.check(refused, fault.name + ": it never refused");
      long before = rig.load(Kind.TRACES).acknowledged().count();
      rig.run(5);
      long since = rig.load(Kind.TRACES).acknowledged().count() - before;
      rig.check(since == 0, "%s: %,d acknowledged all the same".formatted(fault.name, since));
      rig.check(rig.gateway().isAlive(), fault.name + ": it ended");
      rig.kill();
      rig.allowNoHint();
      rig.stopLoads();
      rig.figure(
          "%s: %,d acknowledged before it, %,d refused"
              .formatted(fault.name, before, rig.load(Kind.TRACES).refused()));
      rig.start();
      release(rig);
      rig.check(
          rig.await(Duration.ofSeconds(40), () -> rig.missing(Kind.TRACES) == 0),
          "%s: %,d missing after the restart".formatted(fault.name, rig.missing(Kind.TRACES)));
      rig.terminate(Duration.ofSeconds(60));
    }
    rig.start();
  }
}
