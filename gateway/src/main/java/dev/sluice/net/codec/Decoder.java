package dev.sluice.net.codec;

/** One content coding, undone. Implementations keep no state between calls; any thread. */
@FunctionalInterface
interface Decoder {
  /** Decodes {@code in[from..to)} as a whole; trailing bytes that belong to nothing are corrupt. */
  void decode(byte[] in, int from, int to, LimitedOutput out) throws DecodeException;
}
