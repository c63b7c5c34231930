/** What the gateway says about itself: instruments, their text, and throttled log lines. */
@NullMarked
package dev.sluice.telemetry;

import org.jspecify.annotations.NullMarked;
