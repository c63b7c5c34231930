/**
 * Content codings, both ways: gzip, zlib, zstd, snappy. Input is hostile: every output is bounded
 * before it is allocated, and every native helper comes from a bounded pool.
 */
@NullMarked
package dev.sluice.net.codec;

import org.jspecify.annotations.NullMarked;
