package dev.sluice.receiver.prometheus.relabel;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * One relabelling rule. Immutable; checked where it was read from the configuration.
 *
 * @param sourceLabels whose values, joined with {@code separator}, are the source
 * @param regex anchored at both ends, RE2's dialect: no input takes more than linear time
 */
public record RelabelRule(
    RelabelAction action,
    List<String> sourceLabels,
    String separator,
    Pattern regex,
    long modulus,
    String targetLabel,
    String replacement) {
  public static final String DEFAULT_SEPARATOR = ";";
  public static final String DEFAULT_REGEX = "(.*)";
  public static final String DEFAULT_REPLACEMENT = "$1";
  public static final Pattern DEFAULT_PATTERN = anchored(DEFAULT_REGEX);

  /** The pattern of a {@code regex} key: anchored, and the dot matches a newline too. */
  public static Pattern anchored(String regex) {
    return Pattern.compile("^(?s:" + regex + ")$");
  }

  /** Applies the rules in their order; false if one of them drops the whole set. */
  public static boolean applyAll(List<RelabelRule> rules, LabelSet labels) {
    for (RelabelRule rule : rules) {
      if (!rule.apply(labels)) return false;
    }
    return true;
  }

  boolean apply(LabelSet labels) {
    switch (action) {
      case REPLACE -> replace(labels);
      case KEEP -> {
        return regex.matches(source(labels));
      }
      case DROP -> {
        return !regex.matches(source(labels));
      }
      case KEEPEQUAL -> {
        return labels.get(targetLabel).equals(source(labels));
      }
      case DROPEQUAL -> {
        return !labels.get(targetLabel).equals(source(labels));
      }
      case HASHMOD -> labels.set(targetLabel, hashMod(source(labels)));
      case LABELMAP -> mapLabels(labels);
      case LABELDROP -> removeLabels(labels, true);
      case LABELKEEP -> removeLabels(labels, false);
      case LOWERCASE -> labels.set(targetLabel, source(labels).toLowerCase(Locale.ROOT));
      case UPPERCASE -> labels.set(targetLabel, source(labels).toUpperCase(Locale.ROOT));
    }
    return true;
  }

  private String source(LabelSet labels) {
    if (sourceLabels.size() == 1) return labels.get(sourceLabels.get(0));
    var source = new StringJoiner(separator);
    for (String name : sourceLabels) source.add(labels.get(name));
    return source.toString();
  }

  private void replace(LabelSet labels) {
    Matcher match = regex.matcher(source(labels));
    if (!match.matches()) return;
    String target = Template.expand(targetLabel, match);
    if (LabelNames.isClassic(target)) labels.set(target, Template.expand(replacement, match));
  }

  private void mapLabels(LabelSet labels) {
    LabelSet before = labels.copy();
    before.forEach(
        (name, value) -> {
          Matcher match = regex.matcher(name);
          if (!match.matches()) return;
          String target = Template.expand(replacement, match);
          if (!target.isEmpty()) labels.set(target, value);
        });
  }

  private void removeLabels(LabelSet labels, boolean matching) {
    for (String name : labels.names()) {
      if (regex.matches(name) == matching) labels.remove(name);
    }
  }

  private String hashMod(String source) {
    long lastEightBytes = ByteBuffer.wrap(md5(source)).getLong(8);
    return Long.toUnsignedString(Long.remainderUnsigned(lastEightBytes, modulus));
  }

  private static byte[] md5(String text) {
    try {
      return MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }
}
