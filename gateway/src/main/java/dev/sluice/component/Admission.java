package dev.sluice.component;

import dev.sluice.data.Metadata;
import dev.sluice.data.Receipt;
import dev.sluice.otlp.ResourceGroup;
import org.jspecify.annotations.Nullable;

/**
 * What one request holds while it comes in: room in every branch, or a refusal. Belongs to one
 * request; may be handed from thread to thread, but not used by two at once. Must end with {@link
 * #accept} or {@link #close}.
 */
public interface Admission extends AutoCloseable {
  /** Not null: refused, nothing is reserved, nothing else may be called. */
  @Nullable Refusal refusal();

  /**
   * Makes the reservation {@code bytes} large, in every branch. Null: done. Otherwise there was no
   * room to grow, and the reservation is what it was before.
   */
  @Nullable Refusal resize(long bytes);

  /**
   * Hands the request on. The reservation stays until the last item is settled. Takes {@code
   * groups} over. Null: done, and {@code receipt} is told as soon as the pipelines have done what
   * they promise, which may be before this returns. Otherwise nothing was taken: the pipelines were
   * replaced while the request came in, and the new ones have no room.
   *
   * @param items in all groups together; more than 0
   */
  @Nullable Refusal accept(ResourceGroup[] groups, int items, Metadata metadata, Receipt receipt);

  /** Gives back what was reserved, if the request was not accepted. May be called twice. */
  @Override
  void close();
}
