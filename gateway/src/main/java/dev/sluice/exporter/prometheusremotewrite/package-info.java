/**
 * The {@code prometheusremotewrite} exporter: metrics as Prometheus remote write 1.0. The encoder
 * and the reading of answers are pure; only the push knows the network.
 */
@NullMarked
package dev.sluice.exporter.prometheusremotewrite;

import org.jspecify.annotations.NullMarked;
