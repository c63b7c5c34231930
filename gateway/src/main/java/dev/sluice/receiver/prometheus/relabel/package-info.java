/** Label sets and the rules that rewrite them. Knows nothing of scraping. */
@NullMarked
package dev.sluice.receiver.prometheus.relabel;

import org.jspecify.annotations.NullMarked;
