package dev.sluice.data;

import dev.sluice.otlp.ResourceGroup;
import dev.sluice.otlp.Signal;
import java.util.Arrays;

/**
 * Puts batches together in the order they came, by moving references. Not for several threads at
 * once. After {@link #build} it is empty and may be used again.
 */
public final class BatchBuilder {
  private final Signal signal;
  private ResourceGroup[] groups = new ResourceGroup[16];
  private Fan[] fans = new Fan[16];
  private int branch;
  private int size;
  private int items;
  private long bytes;

  public BatchBuilder(Signal signal) {
    this.signal = signal;
  }

  public void add(Batch batch) {
    for (int i = 0; i < batch.size(); i++) add(batch, i, batch.group(i));
  }

  /** Adds one group that is answered for as group {@code index} of {@code from} is. */
  public void add(Batch from, int index, ResourceGroup group) {
    add(group, from.fan(index), from.branch());
  }

  /** Adds a group that {@code fan} answers for in that branch. */
  void add(ResourceGroup group, Fan fan, int inBranch) {
    if (size == 0) {
      branch = inBranch;
    } else if (branch != inBranch) {
      throw new IllegalArgumentException("batches of different branches");
    }
    if (size == groups.length) {
      groups = Arrays.copyOf(groups, size * 2);
      fans = Arrays.copyOf(fans, size * 2);
    }
    groups[size] = group;
    fans[size] = fan;
    size++;
    items = Math.addExact(items, group.items());
    bytes += group.sizeInBytes();
  }

  public int items() {
    return items;
  }

  public long bytes() {
    return bytes;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** What was added since the last call. */
  public Batch build(Metadata metadata) {
    Batch batch =
        Batch.of(signal, Arrays.copyOf(groups, size), Arrays.copyOf(fans, size), branch, metadata);
    Arrays.fill(groups, 0, size, null);
    Arrays.fill(fans, 0, size, null);
    size = 0;
    items = 0;
    bytes = 0;
    return batch;
  }
}
