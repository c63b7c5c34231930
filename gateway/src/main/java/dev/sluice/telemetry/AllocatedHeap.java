package dev.sluice.telemetry;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/**
 * Heap that was allocated since the start: what the heap grew by between collections. (The JVM's
 * own counters, before 21, forget threads that have ended.) Never falls. Any thread.
 */
final class AllocatedHeap implements AutoCloseable {
  private final LongSupplier used;
  private final List<Runnable> deafening = new ArrayList<>();

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
    NotificationListener listener =
        (notification, handback) -> {
          var info =
              GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
          collected(
              sum(info.getGcInfo().getMemoryUsageBeforeGc(), pools),
              sum(info.getGcInfo().getMemoryUsageAfterGc(), pools));
        };
    emitter.addNotificationListener(listener, AllocatedHeap::isCollection, null);
    deafening.add(
        () -> {
          try {
            emitter.removeNotificationListener(listener);
          } catch (ListenerNotFoundException ignored) {
            // It does not listen, which is what was wanted.
          }
        });
  }

  private static boolean isCollection(Notification notification) {
    return notification
        .getType()
        .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION);
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

  /** Stops listening. */
  @Override
  public void close() {
    deafening.forEach(Runnable::run);
    deafening.clear();
  }

  synchronized long bytes() {
    long since = Math.max(0, used.getAsLong() - leftByLastCollection);
    highest = Math.max(highest, untilLastCollection + since);
    return highest;
  }
}
