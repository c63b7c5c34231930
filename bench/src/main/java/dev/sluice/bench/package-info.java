/**
 * JMH benchmarks of the hot loops. Results, with machine and commit, stand in {@code
 * bench/results}.
 */
@NullMarked
package dev.sluice.bench;

import org.jspecify.annotations.NullMarked;
