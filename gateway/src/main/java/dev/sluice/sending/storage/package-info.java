/**
 * Telemetry on disk: a log of segments for each exporter and signal. There is no ledger and no
 * manifest beside the data: what is queued is what the segments hold and their acknowledgements do
 * not say is settled. Knows nothing of exporters or backends.
 */
@NullMarked
package dev.sluice.sending.storage;

import org.jspecify.annotations.NullMarked;
