package dev.sluice.wrong.cli;

import dev.sluice.wrong.receiver.one.Receiver;

/** Breaks: only the distribution names components. */
public final class NamesAComponent {
  Receiver neighbour;
}
