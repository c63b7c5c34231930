/** The contracts between the house and its components. No behaviour. */
@NullMarked
package dev.sluice.component;

import org.jspecify.annotations.NullMarked;
