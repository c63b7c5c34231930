/**
 * The fault matrix: what backends, networks, disks, clients and operators do to a gateway, one row
 * each, with every item counted by an oracle that shares no codec with it.
 */
@NullMarked
package dev.sluice.bench.faults;

import org.jspecify.annotations.NullMarked;
