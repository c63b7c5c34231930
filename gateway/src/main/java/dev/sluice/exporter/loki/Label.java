package dev.sluice.exporter.loki;

import dev.sluice.wire.ByteSlice;

/**
 * A label of a stream, ready to be written.
 *
 * @param text name and quoted value: {@code job="shop/checkout"}
 */
record Label(ByteSlice name, ByteSlice text) {}
