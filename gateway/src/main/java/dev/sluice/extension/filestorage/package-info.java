/** The {@code file_storage} extension: a directory in which exporters keep what waits. */
@NullMarked
package dev.sluice.extension.filestorage;

import org.jspecify.annotations.NullMarked;
