package dev.sluice.wrong.config;

import dev.sluice.wrong.data.Batch;

/** Breaks: config has no door. */
public final class KnowsData {
  Batch neighbour;
}
