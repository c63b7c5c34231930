/**
 * The gateway as a process, under load: {@link dev.sluice.bench.endtoend.Outage} holds it to its
 * promises while a backend is gone, {@link dev.sluice.bench.endtoend.Cost} measures what an item
 * costs, {@link dev.sluice.bench.endtoend.Scaling} how that grows, {@link
 * dev.sluice.bench.endtoend.Cold} the first seconds, {@link dev.sluice.bench.endtoend.Small} a
 * small installation, {@link dev.sluice.bench.endtoend.Soak} a long time. The oracle shares no
 * codec with the gateway.
 */
@NullMarked
package dev.sluice.bench.endtoend;

import org.jspecify.annotations.NullMarked;
