package dev.sluice.extension.headerssetter;

import dev.sluice.config.Secret;
import dev.sluice.config.Section;
import dev.sluice.net.HeaderKeys;
import dev.sluice.net.auth.SecretSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One header.
 *
 * @param value null: it comes from the client, or the header goes
 * @param fromContext the client's header; null: it does not come from there
 * @param dfault where the client sent none; null: the header is not touched then
 */
record HeaderRule(
    Action action,
    String key,
    @Nullable SecretSource value,
    @Nullable String fromContext,
    @Nullable Secret dfault) {

  enum Action {
    INSERT,
    UPDATE,
    UPSERT,
    DELETE
  }

  private static final Map<String, Action> ACTIONS = new LinkedHashMap<>();

  static {
    ACTIONS.put("insert", Action.INSERT);
    ACTIONS.put("update", Action.UPDATE);
    ACTIONS.put("upsert", Action.UPSERT);
    ACTIONS.put("delete", Action.DELETE);
  }

  /** How the body lies in the request is for whoever sends it. */
  private static final Set<String> RESERVED =
      Set.of(
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "te",
          "transfer-encoding",
          "upgrade");

  static HeaderRule read(Section s) {
    Action action = s.choice("action", Action.UPSERT, ACTIONS, "what is done with the header");
    String key = s.requiredText("key", "the header's name");
    if (!key.isEmpty() && !HeaderKeys.isName(key)) s.refuse("key", "is no name of a header");
    if (RESERVED.contains(key.toLowerCase(Locale.ROOT))) {
      s.refuse("key", "is a header of the protocol, which nobody may set");
    }
    SecretSource value = SecretSource.read(s, "value", "what it holds");
    String fromContext =
        s.optionalText("from_context", "the header of the client whose value it takes over");
    Secret dfault = s.secret("default_value", "what it holds if the client sent none");
    checkValue(s, "value", value == null ? null : value.text());
    checkValue(s, "default_value", dfault);
    if (s.optionalText("from_attribute", "not in this build") != null) {
      s.refuse(
          "from_attribute",
          "reads what an authenticator knows of the client, which is not kept here",
          "fix: from_context, with include_metadata: true on the receiver");
    }
    if (!s.has("from_attribute")) checkSources(s, action, value, fromContext, dfault);
    return new HeaderRule(action, key, value, fromContext, dfault);
  }

  private static void checkSources(
      Section s,
      Action action,
      @Nullable SecretSource value,
      @Nullable String fromContext,
      @Nullable Secret dfault) {
    if (action == Action.DELETE) return;
    if (value != null && fromContext != null) {
      s.refuse("from_context", "excludes `value`", "fix: keep one of the two");
    } else if (value == null && fromContext == null && !s.has("value") && !s.has("value_file")) {
      s.refuse("value", "is missing", "expected: value, value_file or from_context");
    }
    if (dfault != null && fromContext == null) {
      s.refuse("default_value", "is for `from_context`, which is not written");
    }
  }

  private static void checkValue(Section s, String key, @Nullable Secret value) {
    if (value == null || HeaderKeys.isValue(value.reveal())) return;
    s.refuse(key, "has a line break or a character beyond ASCII, which no header can hold");
  }
}
