package dev.sluice.sending;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When the lanes of a queue may go on, as it was at one moment: for the queue that comes in its
 * place, so that a backend which has asked for a pause has it.
 *
 * @param backend of all lanes together; null: lanes fail each for itself
 * @param lanes those that have something to wait for, where lanes fail each for itself
 */
record Waits(@Nullable Pacer backend, Map<String, Pacer> lanes) {}
