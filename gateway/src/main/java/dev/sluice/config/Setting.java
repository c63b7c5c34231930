package dev.sluice.config;

import java.util.List;

/**
 * One key that a component reads, as it declared it by reading it. What {@code explain} and the
 * reference documentation are made of.
 *
 * @param type in words: {@code duration}, {@code list of maps}
 * @param dflt the default as one would write it; empty if there is none
 * @param below the settings inside it, if it is a map or a list of maps
 */
public record Setting(String key, String type, String dflt, String doc, List<Setting> below) {}
