/**
 * The processors {@code resource} and {@code attributes}: the same actions, on the attributes of
 * resources or on those of items.
 */
@NullMarked
package dev.sluice.processor.attributes;

import org.jspecify.annotations.NullMarked;
