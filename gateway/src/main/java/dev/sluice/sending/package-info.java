/**
 * What every exporter shares: the bounded queue, lanes that back off by themselves, attempts, and
 * the settling of what became of each item. Knows no protocol.
 */
@NullMarked
package dev.sluice.sending;

import org.jspecify.annotations.NullMarked;
