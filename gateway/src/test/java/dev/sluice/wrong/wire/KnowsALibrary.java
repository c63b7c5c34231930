package dev.sluice.wrong.wire;

import com.fasterxml.jackson.core.JsonFactory;

/** Breaks: the wire knows the JDK alone. */
public final class KnowsALibrary {
  JsonFactory neighbour;
}
