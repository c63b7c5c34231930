/** OTLP as bytes: the scan, resource groups, splits, splices and OTLP/JSON. */
@NullMarked
package dev.sluice.otlp;

import org.jspecify.annotations.NullMarked;
