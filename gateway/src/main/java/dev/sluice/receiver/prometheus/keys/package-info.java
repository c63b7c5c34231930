/** Durations, sizes and labels as Prometheus writes them in a configuration. */
@NullMarked
package dev.sluice.receiver.prometheus.keys;

import org.jspecify.annotations.NullMarked;
