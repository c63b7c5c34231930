/** The {@code bearertokenauth} extension: a token on each request, or asked of each. */
@NullMarked
package dev.sluice.extension.bearertokenauth;

import org.jspecify.annotations.NullMarked;
