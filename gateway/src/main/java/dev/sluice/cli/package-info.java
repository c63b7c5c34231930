/** The command: {@code Main} and its sub-commands. Knows every room; no room knows it. */
@NullMarked
package dev.sluice.cli;

import org.jspecify.annotations.NullMarked;
