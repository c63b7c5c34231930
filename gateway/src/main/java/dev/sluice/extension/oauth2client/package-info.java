/** The {@code oauth2client} extension: a token for the client's credentials on each request. */
@NullMarked
package dev.sluice.extension.oauth2client;

import org.jspecify.annotations.NullMarked;
