package dev.sluice.wrong.telemetry;

import dev.sluice.wrong.cli.Main;

/** Breaks: nothing knows the command. */
public final class KnowsTheCommand {
  Main neighbour;
}
