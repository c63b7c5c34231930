/** Benchmarks that need the inside of the Loki exporter. */
@NullMarked
package dev.sluice.exporter.loki;

import org.jspecify.annotations.NullMarked;
