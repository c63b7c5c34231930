/**
 * OTLP as bytes: the scan at the door, resource groups, views, edits, OTLP/JSON and replies. The
 * schema is opentelemetry-proto 1.x; field numbers are constants in {@link dev.sluice.otlp.Otlp}.
 */
@NullMarked
package dev.sluice.otlp;

import org.jspecify.annotations.NullMarked;
