package dev.sluice.config;

/**
 * How a configuration names a component or a pipeline: {@code type} or {@code type/name}.
 *
 * @param type as written; an alias stays what it is. For a pipeline its signal
 * @param name empty if there is none
 */
public record ComponentId(String type, String name) implements Comparable<ComponentId> {
  /** Splits at the first slash; trusts that the configuration was checked. */
  public static ComponentId parse(String text) {
    int slash = text.indexOf('/');
    return slash < 0
        ? new ComponentId(text.strip(), "")
        : new ComponentId(text.substring(0, slash).strip(), text.substring(slash + 1).strip());
  }

  @Override
  public int compareTo(ComponentId that) {
    return toString().compareTo(that.toString());
  }

  @Override
  public String toString() {
    return name.isEmpty() ? type : type + "/" + name;
  }
}
