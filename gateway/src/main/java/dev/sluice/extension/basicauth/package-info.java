/** The {@code basicauth} extension: user and password on each request, or asked of each. */
@NullMarked
package dev.sluice.extension.basicauth;

import org.jspecify.annotations.NullMarked;
