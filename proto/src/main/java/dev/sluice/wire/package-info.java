/** Bytes and the protocol buffers wire format. Knows the JDK alone. */
@NullMarked
package dev.sluice.wire;

import org.jspecify.annotations.NullMarked;
