/**
 * The gateway as a process, under load: {@link dev.sluice.bench.endtoend.Outage} holds it to its
 * promises while a backend is gone, {@link dev.sluice.bench.endtoend.Cost} measures what an item
 * costs. The oracle shares no codec with the gateway.
 */
@NullMarked
package dev.sluice.bench.endtoend;

import org.jspecify.annotations.NullMarked;
