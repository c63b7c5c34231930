/** The {@code otlp} exporter: OTLP over gRPC. */
@NullMarked
package dev.sluice.exporter.otlp;

import org.jspecify.annotations.NullMarked;
