/**
 * The graph: which components there are, how data flows between them, in which order they start and
 * stop. Names no concrete component.
 */
@NullMarked
package dev.sluice.pipeline;

import org.jspecify.annotations.NullMarked;
