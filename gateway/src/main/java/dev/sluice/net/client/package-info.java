/** The HTTP client: one blocking exchange at a time, on the caller's thread. */
@NullMarked
package dev.sluice.net.client;

import org.jspecify.annotations.NullMarked;
