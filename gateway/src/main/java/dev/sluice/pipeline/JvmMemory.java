package dev.sluice.pipeline;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import dev.sluice.component.Memory;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/**
 * This JVM's memory. Usage counts what is live after collections ({@link LiveSet}), never garbage.
 * Listens to the collectors until it is closed.
 */
public final class JvmMemory implements Memory, AutoCloseable {
  private static final long MIB = 1 << 20;

  private final LongSupplier telemetryInMemory;
  private final LongSupplier networkBuffers;
  private final Set<String> heapPools;
  private final long heapBytes;
  private final long directBytes;
  private final long containerBytes;
  private final List<MemoryPoolMXBean> oldPools;
  private final LiveSet live = new LiveSet();
  private final NotificationListener listener = (notification, handback) -> heard(notification);

  /** What the old generation had after it was last cleaned; changes with the next time. */
  private long oldAfterCleaning;

  /**
   * @param telemetryInMemory bytes that are reserved for telemetry
   * @param networkBuffers direct memory of the network's pool, which the JVM's figure may or may
   *     not have in it
   */
  public JvmMemory(LongSupplier telemetryInMemory, LongSupplier networkBuffers) {
    this.telemetryInMemory = telemetryInMemory;
    this.networkBuffers = networkBuffers;
    this.heapBytes = Runtime.getRuntime().maxMemory();
    this.directBytes = maxDirectBytes(heapBytes);
    this.containerBytes =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    List<MemoryPoolMXBean> pools =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();
    this.heapPools = pools.stream().map(MemoryPoolMXBean::getName).collect(Collectors.toSet());
    this.oldPools = pools.stream().filter(pool -> !isYoung(pool.getName())).toList();
    this.oldAfterCleaning = oldAfterCleaning();
    listenToCollections();
  }

  /** What direct buffers may take: as the flag says, or a quarter of the heap, our own bound. */
  private static long maxDirectBytes(long heap) {
    String flag =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
            .getVMOption("MaxDirectMemorySize")
            .getValue();
    long written = Long.parseLong(flag);
    return written > 0 ? written : heap / 4;
  }

  private void listenToCollections() {
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (!(collector instanceof NotificationEmitter emitter)) continue;
      emitter.addNotificationListener(listener, null, null);
    }
  }

  private void heard(Notification notification) {
    String type = GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION;
    if (!notification.getType().equals(type)) return;
    collected(GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData()));
  }

  /** Listens no more: the JVM may outlive the gateway. */
  @Override
  public void close() {
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (!(collector instanceof NotificationEmitter emitter)) continue;
      try {
        emitter.removeNotificationListener(listener);
      } catch (ListenerNotFoundException ignored) {
        // Closed twice.
      }
    }
  }

  private synchronized void collected(GarbageCollectionNotificationInfo info) {
    long after = 0;
    for (var pool : info.getGcInfo().getMemoryUsageAfterGc().entrySet()) {
      if (heapPools.contains(pool.getKey())) after += pool.getValue().getUsed();
    }
    long telemetry = telemetryInMemory.getAsLong();
    long old = oldAfterCleaning();
    if (old == oldAfterCleaning) {
      live.youngCollected(after - telemetry);
    } else {
      // The pool's own figure: word of a collection may come when the next one has been.
      oldAfterCleaning = old;
      live.oldCollected(old - telemetry);
    }
  }

  /** Names in all of HotSpot's collectors; one that has no generations has one pool, an old one. */
  private static boolean isYoung(String pool) {
    return pool.contains("Eden") || pool.contains("Survivor") || pool.contains("Young");
  }

  private long oldAfterCleaning() {
    long used = 0;
    for (MemoryPoolMXBean pool : oldPools) {
      MemoryUsage usage = pool.getCollectionUsage();
      if (usage != null) used += usage.getUsed();
    }
    return used;
  }

  @Override
  public long totalBytes() {
    return Math.min(heapBytes + directBytes, containerBytes);
  }

  @Override
  public long usedBytes() {
    return live.bytes()
        + telemetryInMemory.getAsLong()
        + Math.max(networkBuffers.getAsLong(), usedDirectBytes());
  }

  private static long usedDirectBytes() {
    long used = 0;
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      if (pool.getName().equals("direct")) used += pool.getMemoryUsed();
    }
    return used;
  }

  /** Half of the heap: the other half is for code, encoding, and garbage not yet collected. */
  @Override
  public long heapBytes() {
    return heapBytes;
  }

  @Override
  public long telemetryBytes() {
    return heapBytes / 2;
  }

  @Override
  public String plan() {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    return "total %d MiB = heap %d + direct %d (machine or container: %d); telemetry may take %d; heap in use now %d"
        .formatted(
            totalBytes() / MIB,
            heapBytes / MIB,
            directBytes / MIB,
            containerBytes / MIB,
            telemetryBytes() / MIB,
            heap.getUsed() / MIB);
  }
}
