/**
 * The gateway's own log: two forms of a line, where lines go, and how often the same one. Nothing
 * that a client or a backend sends can begin a line of its own.
 */
@NullMarked
package dev.sluice.telemetry.logs;

import org.jspecify.annotations.NullMarked;
