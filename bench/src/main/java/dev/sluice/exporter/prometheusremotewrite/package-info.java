/** Benchmarks that need the inside of the remote-write exporter. */
@NullMarked
package dev.sluice.exporter.prometheusremotewrite;

import org.jspecify.annotations.NullMarked;
