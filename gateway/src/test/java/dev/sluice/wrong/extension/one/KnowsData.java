package dev.sluice.wrong.extension.one;

import dev.sluice.wrong.data.Batch;

/** Breaks: extensions see numbers, never payload. */
public final class KnowsData {
  Batch neighbour;
}
