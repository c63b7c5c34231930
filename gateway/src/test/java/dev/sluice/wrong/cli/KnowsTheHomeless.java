package dev.sluice.wrong.cli;

import dev.sluice.wrong.elsewhere.Homeless;

/** Breaks: there are doors to rooms only. */
public final class KnowsTheHomeless {
  Homeless neighbour;
}
