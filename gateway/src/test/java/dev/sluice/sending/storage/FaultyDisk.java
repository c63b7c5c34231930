package dev.sluice.sending.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A real disk whose syncs wait, fail or throw as a test says, and which knows what was synced. The
 * log's thread writes, any thread may ask.
 */
public final class FaultyDisk extends ForwardingFs {
  /** How far each file was on the disk when its last sync ended. */
  private final Map<Path, Long> synced = new ConcurrentHashMap<>();

  private volatile @Nullable Semaphore gate;
  private final AtomicInteger failing = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicInteger entered = new AtomicInteger();
  private volatile @Nullable RuntimeException bug;

  public FaultyDisk() {
    super(Fs.disk());
  }

  /** From now on each sync waits for {@link #let}. */
  public void hold() {
    gate = new Semaphore(0);
  }

  public void let(int syncs) {
    Semaphore held = gate;
    if (held != null) held.release(syncs);
  }

  /** So many syncs fail from now on. */
  public void failSyncs(int count) {
    failing.set(count);
  }

  public int failedSyncs() {
    return failed.get();
  }

  /** Syncs that were begun. */
  public int begunSyncs() {
    return entered.get();
  }

  /** The next sync meets a fault of the gateway. */
  public void breakWith(RuntimeException fault) {
    bug = fault;
  }

  /** Whether a text stands in that part of a file that was synced. */
  public boolean hasSynced(String text) throws IOException {
    for (var file : synced.entrySet()) {
      if (!Files.exists(file.getKey())) continue;
      byte[] all = Files.readAllBytes(file.getKey());
      int length = (int) Math.min(all.length, file.getValue());
      if (new String(all, 0, length, StandardCharsets.ISO_8859_1).contains(text)) return true;
    }
    return false;
  }

  @Override
  void force(Path path, FsFile real) throws IOException {
    entered.incrementAndGet();
    Semaphore held = gate;
    if (held != null) held.acquireUninterruptibly();
    RuntimeException fault = bug;
    if (fault != null) throw fault;
    if (failing.get() > 0) {
      failing.decrementAndGet();
      failed.incrementAndGet();
      throw new IOException("Input/output error");
    }
    real.force();
    synced.put(path, real.size());
  }
}
