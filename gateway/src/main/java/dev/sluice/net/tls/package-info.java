/** TLS for servers and clients: the collector's keys, PEM files, and reloading of certificates. */
@NullMarked
package dev.sluice.net.tls;

import org.jspecify.annotations.NullMarked;
