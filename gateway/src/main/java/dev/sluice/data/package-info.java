/**
 * What flows, and who answers for it: batches of OTLP bytes, deliveries that count items down, and
 * the ledger in which every accepted item ends as delivered, rejected or dropped.
 */
@NullMarked
package dev.sluice.data;

import org.jspecify.annotations.NullMarked;
