/**
 * Where targets come from: groups of them, as they come and go. Knows nothing of jobs, relabelling
 * and scraping.
 */
@NullMarked
package dev.sluice.receiver.prometheus.discovery;

import org.jspecify.annotations.NullMarked;
