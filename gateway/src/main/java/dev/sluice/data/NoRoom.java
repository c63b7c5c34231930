package dev.sluice.data;

import java.util.Locale;

/** Why a branch has no room for a request. A closed list, as metrics show it. */
public enum NoRoom {
  /** Its share of the memory is taken. */
  MEMORY,
  /** Its sending queue holds as many requests as it may. */
  QUEUE,
  /** Its storage has no room, or could not be written to just now. */
  STORAGE,
  /** It will never have so much. */
  TOO_LARGE;

  /** The value of the label {@code reason}. */
  public String reason() {
    return name().toLowerCase(Locale.ROOT);
  }
}
