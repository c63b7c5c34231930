package dev.sluice.config;

import java.util.regex.Pattern;

/** Both versions of a passage, as version control leaves them when it cannot decide. */
final class ConflictMarkers {
  private static final Pattern MARKER = Pattern.compile("(<<<<<<<|=======|>>>>>>>)( .*)?");

  private final YamlTrouble trouble;
  private final EditedText text;

  ConflictMarkers(YamlTrouble trouble) {
    this.trouble = trouble;
    this.text = trouble.text();
  }

  boolean applies() {
    return isMarker(trouble.line()) || isMarker(trouble.contextLine());
  }

  private boolean isMarker(int number) {
    return MARKER.matcher(trouble.content(number)).matches();
  }

  void report() {
    int first = 1;
    while (!isMarker(first)) first++;
    int length = text.line(first).length();
    trouble
        .error(Code.YAML_SYNTAX, "a merge conflict was left in the file", first, 1, length)
        .label("from version control")
        .detail("fix", "decide for one of the two versions and remove the markers")
        .add();
  }

  /** Leaves the first version of each conflict. */
  void mend() {
    boolean inSecond = false;
    for (int number = 1; number <= text.lineCount(); number++) {
      boolean marker = isMarker(number);
      if (marker) inSecond = text.line(number).startsWith("=");
      if (marker || inSecond) text.empty(number);
    }
  }
}
