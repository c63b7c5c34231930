package dev.sluice.wrong.data;

import dev.sluice.wrong.component.Contract;

/** Breaks: data opens into otlp and wire only. */
public final class KnowsComponent {
  Contract neighbour;
}
