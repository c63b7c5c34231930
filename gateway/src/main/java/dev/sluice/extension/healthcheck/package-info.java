/** The {@code health_check} extension: a path for probes. */
@NullMarked
package dev.sluice.extension.healthcheck;

import org.jspecify.annotations.NullMarked;
