/**
 * From the samples of one target's pages to OTLP: which family a series belongs to, what became of
 * it since the last page, and the bytes. Knows nothing of HTTP and of timers.
 */
@NullMarked
package dev.sluice.receiver.prometheus.series;

import org.jspecify.annotations.NullMarked;
