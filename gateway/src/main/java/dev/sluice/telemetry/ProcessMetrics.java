package dev.sluice.telemetry;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.List;

/**
 * The collector's metrics of its process, with what comes nearest on a JVM: heap for Go's heap,
 * committed memory for what Go took from the system.
 */
public final class ProcessMetrics implements AutoCloseable {
  private final AllocatedHeap allocated = AllocatedHeap.ofThisProcess();

  /** Begins to measure; what is allocated until {@link #close}. */
  public ProcessMetrics(Instruments instruments) {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    var runtime = ManagementFactory.getRuntimeMXBean();
    var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    List<BufferPoolMXBean> buffers = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class);
    var resident = new ResidentMemory();

    instruments.counter("otelcol_process_uptime", () -> runtime.getUptime() / 1e3);
    instruments.counter("otelcol_process_cpu_seconds", () -> system.getProcessCpuTime() / 1e9);
    instruments.gauge(
        "otelcol_process_memory_rss", () -> resident.bytes(() -> committed(memory, buffers)));
    instruments.gauge(
        "otelcol_process_runtime_heap_alloc_bytes", () -> memory.getHeapMemoryUsage().getUsed());
    instruments.counter("otelcol_process_runtime_total_alloc_bytes", allocated::bytes);
    instruments.gauge(
        "otelcol_process_runtime_total_sys_memory_bytes", () -> committed(memory, buffers));
  }

  /** Stops listening to the collector. */
  @Override
  public void close() {
    allocated.close();
  }

  private static long committed(MemoryMXBean memory, List<BufferPoolMXBean> buffers) {
    long bytes =
        memory.getHeapMemoryUsage().getCommitted() + memory.getNonHeapMemoryUsage().getCommitted();
    for (BufferPoolMXBean pool : buffers) bytes += pool.getTotalCapacity();
    return bytes;
  }
}
