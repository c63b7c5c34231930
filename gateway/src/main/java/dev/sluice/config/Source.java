package dev.sluice.config;

import java.util.List;

/**
 * One text that configuration was read from: a file, a command-line value, a variable.
 *
 * @param name how the operator called it: {@code conf/relay.yaml}, {@code --set a.b=c (argument 3)}
 */
public record Source(String name, String text) {
  /** The lines without their ends; a text that ends with a line break has no empty last line. */
  List<String> lines() {
    return text.lines().toList();
  }

  @Override
  public String toString() {
    return name;
  }
}
