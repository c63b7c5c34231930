/** How others are asked over HTTP, in Prometheus' words: the keys of a job and of its discovery. */
@NullMarked
package dev.sluice.receiver.prometheus.client;

import org.jspecify.annotations.NullMarked;
