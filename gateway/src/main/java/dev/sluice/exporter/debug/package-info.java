/** The {@code debug} exporter: prints what reaches it, in the collector's layouts. */
@NullMarked
package dev.sluice.exporter.debug;

import org.jspecify.annotations.NullMarked;
