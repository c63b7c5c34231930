package dev.sluice.telemetry;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * Heap that was allocated since the start: what the heap grew by between collections. (The JVM's
 * own counters, before 21, forget threads that have ended.) Never falls. Any thread.
 */
final class AllocatedHeap {
  private final LongSupplier used;

  @GuardedBy("this")
  private long untilLastCollection;

  @GuardedBy("this")
  private long leftByLastCollection;

  @GuardedBy("this")
  private long highest;

  /**
   * @param used bytes of heap in use now
   */
  AllocatedHeap(LongSupplier used) {
    this.used = used;
  }

  static AllocatedHeap ofThisProcess() {
    var memory = ManagementFactory.getMemoryMXBean();
    var heap = new AllocatedHeap(() -> memory.getHeapMemoryUsage().getUsed());
    Set<String> pools =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .collect(Collectors.toSet());
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (collector instanceof NotificationEmitter emitter) heap.listenTo(emitter, pools);
    }
    return heap;
  }

  private void listenTo(NotificationEmitter emitter, Set<String> pools) {
    emitter.addNotificationListener(
        (notification, handback) -> {
          var info =
              GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
          collected(
              sum(info.getGcInfo().getMemoryUsageBeforeGc(), pools),
              sum(info.getGcInfo().getMemoryUsageAfterGc(), pools));
        },
        notification ->
            notification
                .getType()
                .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION),
        null);
  }

  private static long sum(Map<String, MemoryUsage> usage, Set<String> pools) {
    long sum = 0;
    for (var pool : usage.entrySet()) {
      if (pools.contains(pool.getKey())) sum += pool.getValue().getUsed();
    }
    return sum;
  }

  /** A collection found so many bytes in use and left so many. */
  synchronized void collected(long before, long after) {
    untilLastCollection += Math.max(0, before - leftByLastCollection);
    leftByLastCollection = after;
  }

  synchronized long bytes() {
    long since = Math.max(0, used.getAsLong() - leftByLastCollection);
    highest = Math.max(highest, untilLastCollection + since);
    return highest;
  }
}
