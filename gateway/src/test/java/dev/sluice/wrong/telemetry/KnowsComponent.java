package dev.sluice.wrong.telemetry;

import dev.sluice.wrong.component.Contract;

/** Breaks: telemetry does not know components. */
public final class KnowsComponent {
  Contract neighbour;
}
