package dev.sluice.receiver.prometheus.page;

/**
 * Is told of a page's lines, in their order; of a page in protobuf, of what would be lines in text.
 * The lines are views of the parser's buffer: valid during the call, never after it. What a visitor
 * throws ends the page.
 */
public interface PageVisitor {

  /** A {@code # TYPE} line; {@link MetadataLine#type()} has what it says. */
  void type(MetadataLine line) throws PageException;

  /** A {@code # HELP} line; the text is still escaped. */
  void help(MetadataLine line) throws PageException;

  /** A {@code # UNIT} line of OpenMetrics. */
  void unit(MetadataLine line) throws PageException;

  void sample(SampleLine line) throws PageException;

  /**
   * A native histogram, which only protobuf has.
   *
   * @param line has the series, the time and when the count began, but no value and no exemplar
   */
  void histogram(SampleLine line, NativeHistogram histogram) throws PageException;
}
