package dev.sluice.wrong.processor.one;

import java.nio.file.Path;

/** Breaks: processors do no I/O. */
public final class KnowsAPath {
  Path neighbour;
}
