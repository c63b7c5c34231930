package dev.sluice.component;

import java.time.Duration;

/**
 * Why the door stays shut, in words that a client may see, and when to knock again. Always
 * temporary: UNAVAILABLE with RetryInfo in gRPC, 503 with Retry-After in HTTP. Made once and
 * shared: refusing allocates nothing.
 *
 * @param message one sentence
 * @param retryAfter the hint; at least a second, since Retry-After knows no less
 */
public record Refusal(String message, Duration retryAfter) {}
