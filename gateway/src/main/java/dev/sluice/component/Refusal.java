package dev.sluice.component;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why the door stays shut, in words that a client may see, and when to knock again: UNAVAILABLE
 * with RetryInfo in gRPC, 503 with Retry-After in HTTP. Without a time it never opens for a request
 * of that size: RESOURCE_EXHAUSTED and 413. Made once and shared: refusing allocates nothing.
 *
 * @param message one sentence
 * @param retryAfter the hint, at least a second, since Retry-After knows no less; null: coming back
 *     with the same request is of no use
 */
public record Refusal(String message, @Nullable Duration retryAfter) {}
