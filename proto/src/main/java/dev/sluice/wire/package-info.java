/** Bytes and protobuf framing: slices, cursor, writer, varints. Knows the JDK and nothing else. */
@NullMarked
package dev.sluice.wire;

import org.jspecify.annotations.NullMarked;
