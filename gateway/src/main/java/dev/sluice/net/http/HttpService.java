package dev.sluice.net.http;

import java.util.function.LongSupplier;

/**
 * What all connections of one server share.
 *
 * @param lifeNanos how long the next connection may last: not all end at the same time
 */
record HttpService(
    HttpHandler handler,
    HttpLimits limits,
    RequestRules rules,
    Cors cors,
    ContentEncodings encodings,
    Responses responses,
    boolean keepAlives,
    LongSupplier lifeNanos,
    LongSupplier nanoTime) {}
