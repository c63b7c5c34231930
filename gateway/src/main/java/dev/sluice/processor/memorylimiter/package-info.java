/** The {@code memory_limiter} processor: refuses at the door before memory runs out. */
@NullMarked
package dev.sluice.processor.memorylimiter;

import org.jspecify.annotations.NullMarked;
