package dev.sluice.otlp;

import java.util.List;

/**
 * Cuts resource groups between items. Each part is a group of its own: it has the resource, and of
 * all that it holds items of the scope, schema URLs, unknown fields and, for data points, the
 * metric's name, description, unit, metadata, temporality and the rest. Items keep their order;
 * scopes and metrics without items stay in one of the parts.
 *
 * <p>The groups must have been scanned. The cost is one walk over the framing and one copy.
 */
public final class OtlpSplit {
  private OtlpSplit() {}

  /** Both sides of a cut. */
  public record Parts(ResourceGroup head, ResourceGroup tail) {}

  /**
   * Cuts after that many items.
   *
   * @throws IllegalArgumentException unless there are items on both sides
   */
  public static Parts split(Signal signal, ResourceGroup group, int items) {
    if (items <= 0 || items >= group.items()) {
      throw new IllegalArgumentException("%d of %d items".formatted(items, group.items()));
    }
    List<ResourceGroup> parts = new Cutter(signal, group, items, Integer.MAX_VALUE).cut();
    return new Parts(parts.get(0), parts.get(1));
  }

  /**
   * Cuts into parts of {@code items} items, of which the last may have fewer; one walk, however
   * many parts. A group that is small enough comes back as it is.
   */
  public static List<ResourceGroup> every(Signal signal, ResourceGroup group, int items) {
    if (items <= 0) throw new IllegalArgumentException("items <= 0: " + items);
    if (group.items() <= items) return List.of(group);
    return new Cutter(signal, group, items, items).cut();
  }

  /**
   * How many of the first items fit: the greatest n for which the head of a {@link #split} after n
   * items has at most {@code maxBytes} bytes as a field of an export request. All of them if the
   * whole group fits; 0 if not even one item does.
   */
  public static int itemsWithin(Signal signal, ResourceGroup group, long maxBytes) {
    if (group.sizeInBytes() <= maxBytes) return group.items();
    return new Fit(signal, group, maxBytes).items();
  }
}
