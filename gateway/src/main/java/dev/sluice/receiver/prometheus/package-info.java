/**
 * The {@code prometheus} receiver: scrapes targets and hands on what their pages say. README.md has
 * the road through it.
 */
@NullMarked
package dev.sluice.receiver.prometheus;

import org.jspecify.annotations.NullMarked;
