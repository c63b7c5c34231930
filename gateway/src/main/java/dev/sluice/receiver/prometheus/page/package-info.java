/**
 * Pages of metrics: the Prometheus text format 0.0.4, OpenMetrics 1.0 and protobuf, bytes in, lines
 * out. Knows nothing of scraping or of OTLP.
 */
@NullMarked
package dev.sluice.receiver.prometheus.page;

import org.jspecify.annotations.NullMarked;
