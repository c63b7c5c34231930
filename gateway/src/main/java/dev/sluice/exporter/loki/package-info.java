/**
 * Logs to Grafana Loki by its push API: labels and lines as the collector's {@code loki} exporter
 * made them. The way through: {@link dev.sluice.exporter.loki.LokiExporterFactory}, {@code
 * LokiExporter}, {@code LokiPushEncoder}, {@code LokiAnswers}. See README.md here.
 */
@NullMarked
package dev.sluice.exporter.loki;

import org.jspecify.annotations.NullMarked;
