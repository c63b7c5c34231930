package dev.sluice.config;

/**
 * A piece of one line of a source. Line and column count from 1, columns and length in Unicode code
 * points. Line 0 stands for the whole source.
 */
public record Span(Source source, int line, int column, int length) {

  /** The source as such, where there is no place to point at. */
  public static Span whole(Source source) {
    return new Span(source, 0, 0, 0);
  }

  /** {@code conf/relay.yaml:37:5}. */
  @Override
  public String toString() {
    return line == 0 ? source.name() : source.name() + ":" + line + ":" + column;
  }

  /** The part of this span that starts {@code from} code points into it. */
  Span part(int from, int partLength) {
    return new Span(source, line, column + from, partLength);
  }
}
