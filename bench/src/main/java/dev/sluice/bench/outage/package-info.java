/**
 * A fault run with an oracle: load with numbered items, backends that fail on command, and a count
 * of what arrived. Shares no codec with the gateway. {@link dev.sluice.bench.outage.Outage} is the
 * command.
 */
@NullMarked
package dev.sluice.bench.outage;

import org.jspecify.annotations.NullMarked;
