/**
 * The HTTP/1.1 server. A handler sees a request's head, decides, and only then is the body read,
 * into one array of its length. Hostile clients are expected: everything has a bound.
 */
@NullMarked
package dev.sluice.net.http;

import org.jspecify.annotations.NullMarked;
