package dev.sluice.config;

/** What the sources say together: merged, expanded, not yet given a meaning. */
public final class Configuration {
  private final MapNode root;
  private final boolean complete;
  private final Context context;

  /**
   * @param complete false if a part could not be read, so that what seems missing may be there
   */
  Configuration(MapNode root, boolean complete, Problems problems) {
    this.root = root;
    this.complete = complete;
    this.context = new Context(problems);
  }

  MapNode root() {
    return root;
  }

  boolean isComplete() {
    return complete;
  }

  Context context() {
    return context;
  }

  /** Equal for configurations that say the same; secrets cannot be read out of it. */
  public String fingerprint() {
    return Fingerprint.of(root);
  }

  /**
   * The configuration as YAML: merged, expanded, secrets redacted. It is valid input, but what was
   * a secret has to be filled in again. Best after the components have read their settings, because
   * then it is known which of them are secrets; before, the keys' names decide.
   */
  public String print() {
    return new YamlWriter(context).write(root);
  }
}
