package dev.sluice.net.http;

import java.util.function.LongSupplier;

/** What all connections of one server share. */
record HttpService(
    HttpHandler handler,
    HttpLimits limits,
    RequestRules rules,
    Cors cors,
    ContentEncodings encodings,
    Responses responses,
    boolean keepAlives,
    LongSupplier nanoTime) {}
