package dev.sluice.receiver.prometheus.discovery;

import dev.sluice.component.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a discovery works with.
 *
 * @param timer one shared thread; nothing on it may block
 * @param threads for what blocks; interrupted at the end
 * @param failures counts attempts that failed
 * @param maxBytes of one answer
 */
public record Lent(
    String receiver,
    String title,
    Clock clock,
    ScheduledExecutorService timer,
    ExecutorService threads,
    LongAdder failures,
    long maxBytes,
    String version) {}
