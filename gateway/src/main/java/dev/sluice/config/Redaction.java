package dev.sluice.config;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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
  private static final String EXPRESSION = "\\$\\{[^}]*}";
  private static final Pattern SECRET_PAIR =
      Pattern.compile(
          ("(" + SECRET_NAME + ")[\"']?\\s*[:=]\\s*")
              + "(\"[^\"]*\"?|'[^']*'?|\\{[^}]*}?|\\[[^\\]]*]?"
              + ("|(?:" + EXPRESSION + "|[^\\s,}#\"'])(?:" + EXPRESSION + "|[^,}#])*)"));
  private static final Pattern KEY =
      Pattern.compile("^[\\s-]*[\"']?([^\\s\"':#]+)[\"']?\\s*:(?=\\s|$)");
  private static final Pattern USER_INFO = Pattern.compile("://[^\\s/@:\"']*:([^\\s/\"']+)@");
  private static final Pattern FLOW_VALUE = Pattern.compile(":\\s+((?:" + EXPRESSION + "|[^,}])+)");
  private static final Pattern NO_SECRET = Pattern.compile(EXPRESSION + "|(?i:bearer|basic|token)");
  private static final int LINES_SEARCHED = 50;

  /** Characters; some of the patterns take the square of a line's length. */
  private static final int SHOWN = 1000;

  private static final Set<String> SECRET_MAPS = Set.of("headers", "proxy_connect_header");

  private static final Set<String> SECRET_WORDS =
      Set.of("password", "token", "secret", "authorization", "api_key", "credentials", "key_pem");

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

  /** Whether a key looks like a mistyped name of a secret. */
  static boolean isAlmostSecretKey(String key) {
    return Suggest.nearest(key.toLowerCase(Locale.ROOT), SECRET_WORDS) != null;
  }

  /** The text without the passwords of the URLs in it. */
  static String withoutPasswords(String text) {
    Matcher matcher = USER_INFO.matcher(text);
    var shown = new StringBuilder();
    int shownTo = 0;
    while (matcher.find()) {
      shown.append(text, shownTo, matcher.start(1)).append(Secret.REDACTED);
      shownTo = matcher.end(1);
    }
    return shown.append(text, shownTo, text.length()).toString();
  }

  static boolean isSecretMap(String key) {
    return SECRET_MAPS.contains(key);
  }

  List<String> lines(Source source) {
    return lines.computeIfAbsent(source, Source::lines);
  }

  /**
   * Where a piece of a value stands: the first occurrence of the text from the value's place on;
   * the value's place if it is not there as such.
   */
  Span find(Span value, String text) {
    List<String> all = lines(value.source());
    int last = Math.min(all.size(), value.line() + LINES_SEARCHED);
    for (int number = Math.max(1, value.line()); number <= last; number++) {
      String line = all.get(number - 1);
      int from = number == value.line() ? offset(line, value.column() - 1) : 0;
      int at = line.indexOf(text, from);
      if (at < 0) continue;
      int column = line.codePointCount(0, at) + 1;
      return new Span(value.source(), number, column, text.codePointCount(0, text.length()));
    }
    return value;
  }

  /** A piece of a text that was written out on one line, else all of it. */
  Span part(ScalarNode scalar, int from, int length) {
    Span whole = scalar.span();
    String text = scalar.text();
    int to = from + length;
    boolean valid = from >= 0 && length > 0 && to <= text.length() && text.indexOf('\n') < 0;
    if (!valid || scalar.original() != null) return whole;
    Span found = find(whole, text);
    boolean asWritten = found.line() == whole.line() && found.length() <= whole.length();
    if (!asWritten || (found.equals(whole) && found.length() > text.length())) return whole;
    return found.part(text.codePointCount(0, from), text.codePointCount(from, to));
  }

  private static int offset(String line, int codePoints) {
    int length = line.codePointCount(0, line.length());
    return line.offsetByCodePoints(0, Math.max(0, Math.min(codePoints, length)));
  }

  /** Whether a line is there and short enough to be looked through for secrets. */
  boolean canShow(Source source, int number) {
    List<String> all = lines(source);
    return number >= 1 && number <= all.size() && all.get(number - 1).length() <= SHOWN;
  }

  /** The line (from 1) as it may be shown; only if {@link #canShow}. */
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

  /** Whether something of the line must not be shown. */
  boolean hides(Source source, int number) {
    return !canShow(source, number) || line(source, number).text().contains(Secret.REDACTED);
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
    if (!line.startsWith("{", from)) {
      hideChars(line, from, line.length(), mask);
      return;
    }
    Matcher value = FLOW_VALUE.matcher(line).region(from, line.length());
    while (value.find()) hideChars(line, value.start(1), value.end(1), mask);
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
    String bare = NO_SECRET.matcher(piece).replaceAll("").replaceAll("[\"'\\s]", "");
    if (bare.isEmpty() || bare.equals("|") || bare.equals(">")) return;
    mask.set(from, end);
  }

  /** Whether the line continues a secret that began above: the lines of a PEM block. */
  private boolean isInsideSecret(Source source, int number) {
    int above = parent(source, number);
    if (above == 0) return false;
    if (isSecretKey(key(source, above))) return true;
    for (Span span : hidden) {
      if (span.source().equals(source) && span.line() == above) return true;
    }
    return false;
  }

  private boolean isUnderSecretMap(Source source, int number) {
    for (int at = number; at > 0; at = parent(source, at)) {
      if (isSecretMap(key(source, at))) return true;
    }
    return false;
  }

  /** The key that a line begins with, empty if there is none. */
  private String key(Source source, int number) {
    String line = lines(source).get(number - 1);
    Matcher key = KEY.matcher(line.substring(0, Math.min(line.length(), SHOWN)));
    return key.find() ? key.group(1) : "";
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
