/** The {@code headers_setter} extension: headers that clients send, some of them for others. */
@NullMarked
package dev.sluice.extension.headerssetter;

import org.jspecify.annotations.NullMarked;
