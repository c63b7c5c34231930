package dev.sluice.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The grammar of {@code ${…}} in a text. The innermost expression is found first; an odd run of
 * dollar signs right before the opening makes it literal, and the text goes on being scanned after
 * it (as the collector does from 0.161 on; before, one escaped expression ended the scan).
 */
final class Expression {

  /** A piece of a text: literal characters, or an expression with pieces inside. */
  sealed interface Piece permits Literal, Inner {}

  record Literal(String text) implements Piece {}

  /**
   * @param written all of it, with the braces
   */
  record Inner(List<Piece> content, String written) implements Piece {}

  private record Open(int at, boolean escaped, List<Piece> before) {}

  /** More levels than anybody writes; each level costs a copy of what is inside it. */
  private static final int MAX_DEPTH = 20;

  /** Expressions stand in expressions more than {@link #MAX_DEPTH} levels deep. */
  static final class TooDeep extends Exception {
    private static final long serialVersionUID = 1L;

    TooDeep() {
      super(null, null, false, false);
    }
  }

  private Expression() {}

  static boolean isIn(String text) {
    return text.contains("${");
  }

  static List<Piece> parse(String text) throws TooDeep {
    Deque<Open> opens = new ArrayDeque<>();
    List<Piece> pieces = new ArrayList<>();
    int done = 0;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '$' && text.startsWith("{", at + 1)) {
        boolean escaped = dollarsBefore(text, at) % 2 == 1;
        literal(text, done, at, pieces);
        if (opens.size() == MAX_DEPTH) throw new TooDeep();
        opens.push(new Open(at, escaped, pieces));
        pieces = new ArrayList<>();
        done = at + 2;
        at++;
      } else if (c == '}' && !opens.isEmpty()) {
        literal(text, done, at, pieces);
        done = at + 1;
        pieces = close(opens.pop(), pieces, text, done);
      }
    }
    literal(text, done, text.length(), pieces);
    while (!opens.isEmpty()) pieces = leaveOpen(opens.pop(), pieces);
    return joined(pieces);
  }

  private static int dollarsBefore(String text, int at) {
    int dollars = 0;
    while (dollars < at && text.charAt(at - dollars - 1) == '$') dollars++;
    return dollars;
  }

  private static void literal(String text, int from, int to, List<Piece> into) {
    if (from < to) into.add(new Literal(text.substring(from, to)));
  }

  private static List<Piece> close(Open open, List<Piece> content, String text, int to) {
    List<Piece> pieces = open.before;
    if (open.escaped) {
      pieces.add(new Literal("${"));
      pieces.addAll(content);
      pieces.add(new Literal("}"));
    } else {
      pieces.add(new Inner(joined(content), text.substring(open.at, to)));
    }
    return pieces;
  }

  /** An opening that nothing closes is text. */
  private static List<Piece> leaveOpen(Open open, List<Piece> content) {
    List<Piece> pieces = open.before;
    pieces.add(new Literal("${"));
    pieces.addAll(content);
    return pieces;
  }

  private static List<Piece> joined(List<Piece> pieces) {
    var joined = new ArrayList<Piece>();
    var text = new StringBuilder();
    for (Piece piece : pieces) {
      if (piece instanceof Literal literal) {
        text.append(literal.text);
      } else {
        if (text.length() > 0) joined.add(new Literal(text.toString()));
        text.setLength(0);
        joined.add(piece);
      }
    }
    if (text.length() > 0) joined.add(new Literal(text.toString()));
    return joined;
  }

  /** {@code $$} is one dollar sign, in pairs from the left. */
  static String unescape(String text) {
    return text.replace("$$", "$");
  }
}
