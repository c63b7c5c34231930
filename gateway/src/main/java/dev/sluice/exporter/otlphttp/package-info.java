/** The {@code otlphttp} exporter: OTLP over HTTP, to Tempo or any other OTLP receiver. */
@NullMarked
package dev.sluice.exporter.otlphttp;

import org.jspecify.annotations.NullMarked;
