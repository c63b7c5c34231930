package dev.sluice.receiver.prometheus.relabel;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a rule does; the words are Prometheus', in lower case. */
public enum RelabelAction {
  /** If the source matches, sets the target label to the expanded replacement. */
  REPLACE,
  /** Drops what does not match. */
  KEEP,
  /** Drops what matches. */
  DROP,
  /** Drops where the source differs from the target label. */
  KEEPEQUAL,
  /** Drops where the source equals the target label. */
  DROPEQUAL,
  /** Sets the target label to a hash of the source, modulo. */
  HASHMOD,
  /** Copies labels whose names match to other names. */
  LABELMAP,
  /** Removes labels whose names match. */
  LABELDROP,
  /** Removes labels whose names do not match. */
  LABELKEEP,
  /** Sets the target label to the source in lower case. */
  LOWERCASE,
  UPPERCASE;

  /** By the words of a configuration. */
  public static final Map<String, RelabelAction> BY_WORD = byWord();

  private static Map<String, RelabelAction> byWord() {
    var byWord = new LinkedHashMap<String, RelabelAction>();
    for (RelabelAction action : values()) byWord.put(action.word(), action);
    return byWord;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
