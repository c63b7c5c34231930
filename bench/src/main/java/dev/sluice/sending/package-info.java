/** Benchmarks that need the inside of the sending chain. */
@NullMarked
package dev.sluice.sending;

import org.jspecify.annotations.NullMarked;
