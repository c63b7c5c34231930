package dev.sluice.config;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of the sources must not be shown. A setting that was read as a secret is hidden wherever it
 * stands; before the settings are read, and where nobody reads them, the keys' names decide. An
 * expression such as {@code ${env:TOKEN}} names a secret and is none: it stays.
 */
final class Redaction {
  private static final String SECRET_NAME =
      "(?i:[\\w-]*(?:password|passwd|passphrase|secret|token|credential|authorization|cookie"
          + "|api_?-?key|access_?-?key|private_?-?key|key_pem)[\\w-]*|orgid|x-scope-orgid)";
  private static final Pattern SECRET_KEY = Pattern.compile(SECRET_NAME);
  private static final Pattern PATH_KEY =
      Pattern.compile("(?i).*(_file|_path|_url|_uri|_endpoint)");
  private static final Pattern SECRET_PAIR =
      Pattern.compile(
          "(" + SECRET_NAME + ")[\"']?\\s*[:=]\\s*(\"[^\"]*\"?|'[^']*'?|[^\\s,}#\"'][^,}#]*)");
  private static final Pattern KEY =
      Pattern.compile("^[\\s-]*[\"']?([^\\s\"':#]+)[\"']?\\s*:(?=\\s|$)");
  private static final Pattern USER_INFO = Pattern.compile("://[^\\s/@:\"']*:([^\\s/@\"']+)@");
  private static final Set<String> SECRET_MAPS = Set.of("headers", "proxy_connect_header");

  private final Set<Span> hidden = new HashSet<>();
  private final Map<Source, List<String>> lines = new HashMap<>();

  /** A value that was read as a secret. */
  void hide(Span span) {
    hidden.add(span);
  }

  boolean isHidden(Span span) {
    return hidden.contains(span);
  }

  /** Whether a key is called like one that holds a secret; {@code password_file} holds a path. */
  static boolean isSecretKey(String key) {
    return SECRET_KEY.matcher(key).matches() && !PATH_KEY.matcher(key).matches();
  }

  static boolean isSecretMap(String key) {
    return SECRET_MAPS.contains(key);
  }

  List<String> lines(Source source) {
    return lines.computeIfAbsent(source, Source::lines);
  }

  /** The line (from 1) as it may be shown. */
  MaskedLine line(Source source, int number) {
    String line = lines(source).get(number - 1);
    int[] codePoints = line.codePoints().toArray();
    var mask = new BitSet();
    if (isInsideSecret(source, number)) {
      mask.set(Math.min(indent(line), codePoints.length), codePoints.length);
    }
    hidePairs(line, mask);
    hideUserInfo(line, mask);
    if (isUnderSecretMap(source, number)) hideValue(line, mask);
    for (Span span : hidden) {
      if (span.source().equals(source) && span.line() == number) {
        hide(line, span.column() - 1, span.column() - 1 + span.length(), mask);
      }
    }
    return new MaskedLine(codePoints, mask);
  }

  private void hidePairs(String line, BitSet mask) {
    Matcher pair = SECRET_PAIR.matcher(line);
    while (pair.find()) {
      if (isSecretKey(pair.group(1))) hideChars(line, pair.start(2), pair.end(2), mask);
    }
  }

  private void hideUserInfo(String line, BitSet mask) {
    Matcher userInfo = USER_INFO.matcher(line);
    while (userInfo.find()) hideChars(line, userInfo.start(1), userInfo.end(1), mask);
  }

  private void hideValue(String line, BitSet mask) {
    Matcher key = KEY.matcher(line);
    int from = key.find() ? key.end() : indent(line);
    while (from < line.length() && line.charAt(from) == ' ') from++;
    hideChars(line, from, line.length(), mask);
  }

  private void hideChars(String line, int from, int to, BitSet mask) {
    hide(line, line.codePointCount(0, from), line.codePointCount(0, to), mask);
  }

  /** Hides code points, unless they are an expression or nothing. */
  private static void hide(String line, int from, int to, BitSet mask) {
    int[] codePoints = line.codePoints().toArray();
    int end = Math.min(to, codePoints.length);
    if (from >= end) return;
    String piece = new String(codePoints, from, end - from).strip();
    String bare = piece.replaceAll("^[\"']|[\"']$", "");
    if (bare.isEmpty() || bare.startsWith("${") || bare.equals("|") || bare.equals(">")) return;
    mask.set(from, end);
  }

  /** Whether the line continues a secret that began above: the lines of a PEM block. */
  private boolean isInsideSecret(Source source, int number) {
    int above = parent(source, number);
    if (above == 0) return false;
    String line = lines(source).get(above - 1);
    Matcher key = KEY.matcher(line);
    if (key.find() && isSecretKey(key.group(1))) return true;
    for (Span span : hidden) {
      if (span.source().equals(source) && span.line() == above) return true;
    }
    return false;
  }

  private boolean isUnderSecretMap(Source source, int number) {
    Matcher own = KEY.matcher(lines(source).get(number - 1));
    if (own.find() && isSecretMap(own.group(1))) return true;
    for (int above = parent(source, number); above > 0; above = parent(source, above)) {
      Matcher key = KEY.matcher(lines(source).get(above - 1));
      if (key.find() && isSecretMap(key.group(1))) return true;
    }
    return false;
  }

  /** The nearest line above that is indented less, 0 if there is none. */
  int parent(Source source, int number) {
    List<String> all = lines(source);
    String own = all.get(number - 1);
    // A list may stand at its key's own column.
    int indent = indent(own) + (isItem(own) ? 1 : 0);
    for (int above = number - 1; above > 0; above--) {
      String line = all.get(above - 1);
      if (line.isBlank() || line.stripLeading().startsWith("#")) continue;
      if (indent(line) + (isItem(line) && isItem(own) ? 1 : 0) < indent) return above;
    }
    return 0;
  }

  private static boolean isItem(String line) {
    String text = line.stripLeading();
    return text.startsWith("- ") || text.equals("-");
  }

  /** Spaces before the text; the dashes of list items belong to the text. */
  static int indent(String line) {
    int indent = 0;
    while (indent < line.length() && line.charAt(indent) == ' ') indent++;
    return indent;
  }
}
