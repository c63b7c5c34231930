package dev.sluice.receiver.prometheus.page;

/**
 * A {@code # TYPE}, {@code # HELP} or {@code # UNIT} line, or what protobuf has in its place, as
 * ranges of bytes; see {@link PageVisitor} for how long they are good.
 */
public final class MetadataLine {
  byte[] array = {};
  boolean isEscaped = true;

  /** In text 0.0.4, where a quote in a help text is none that could be escaped. */
  boolean isText;

  int lineNumber;
  long byteNumber = -1;
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
    return LabelRanges.text(array, nameFrom, nameTo, isEscaped);
  }

  public int textFrom() {
    return textFrom;
  }

  public int textTo() {
    return textTo;
  }

  /** The help text or the unit, unescaped. */
  public String text() {
    return isText
        ? Escapes.helpOfText(array, textFrom, textTo)
        : LabelRanges.text(array, textFrom, textTo, isEscaped);
  }

  /** Of a {@code # TYPE} line. */
  public FamilyType type() {
    return type;
  }

  /** What a visitor throws that cannot take this line. */
  public PageException refuse(String why) {
    return byteNumber < 0
        ? PageException.atLine(lineNumber, why)
        : PageException.atByte(byteNumber, why);
  }
}
