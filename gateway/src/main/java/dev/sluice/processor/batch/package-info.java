/** The {@code batch} processor: many small requests become few large ones. */
@NullMarked
package dev.sluice.processor.batch;

import org.jspecify.annotations.NullMarked;
