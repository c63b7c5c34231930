package dev.sluice.config;

/**
 * How a component or a pipeline is called: {@code type} or {@code type/name}.
 *
 * @param type for a pipeline its signal
 * @param name empty if there is none
 */
public record Id(String type, String name) {
  @Override
  public String toString() {
    return name.isEmpty() ? type : type + "/" + name;
  }
}
