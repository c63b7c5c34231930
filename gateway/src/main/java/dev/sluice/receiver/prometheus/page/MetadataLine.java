package dev.sluice.receiver.prometheus.page;

/**
 * A {@code # TYPE}, {@code # HELP} or {@code # UNIT} line as ranges of bytes; see {@link
 * PageVisitor} for how long they are good.
 */
public final class MetadataLine {
  byte[] array = {};
  int lineNumber;
  int nameFrom;
  int nameTo;
  int textFrom;
  int textTo;
  FamilyType type = FamilyType.UNKNOWN;

  MetadataLine() {}

  /** What all ranges are ranges of. */
  public byte[] array() {
    return array;
  }

  /** The metric's name as the line has it: without quotes, but still escaped if it was quoted. */
  public int nameFrom() {
    return nameFrom;
  }

  public int nameTo() {
    return nameTo;
  }

  public String name() {
    return Escapes.text(array, nameFrom, nameTo);
  }

  public int textFrom() {
    return textFrom;
  }

  public int textTo() {
    return textTo;
  }

  /** The help text or the unit, unescaped. */
  public String text() {
    return Escapes.text(array, textFrom, textTo);
  }

  /** Of a {@code # TYPE} line. */
  public FamilyType type() {
    return type;
  }

  /** What a visitor throws that cannot take this line. */
  public PageException refuse(String why) {
    return PageException.atLine(lineNumber, why);
  }
}
