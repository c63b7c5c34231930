package dev.sluice.extension.bearertokenauth;

import dev.sluice.config.Secret;
import dev.sluice.config.Section;
import dev.sluice.net.HeaderKeys;
import dev.sluice.net.auth.SecretSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands under {@code extensions: bearertokenauth:}.
 *
 * @param scheme before the token; may be empty
 * @param header that carries both
 * @param tokens one file, or tokens as they are written; the first is the one that clients send
 */
public record BearerTokenConfig(String scheme, String header, List<SecretSource> tokens) {
  static final String DEFAULT_SCHEME = "Bearer";
  static final String DEFAULT_HEADER = "Authorization";

  static BearerTokenConfig read(Section s) {
    String scheme = s.text("scheme", DEFAULT_SCHEME, "before the token; may be empty");
    if (!HeaderKeys.isValue(scheme)) s.refuse("scheme", "is nothing that a header can hold");
    String header = s.text("header", DEFAULT_HEADER, "that carries the token");
    if (!HeaderKeys.isName(header)) s.refuse("header", "is no name of a header");
    return new BearerTokenConfig(scheme.strip(), header, tokens(s));
  }

  private static List<SecretSource> tokens(Section s) {
    Secret token = s.secret("token", "the token");
    List<Secret> several = s.secretTexts("tokens", "a server takes each, a client sends the first");
    String file =
        s.optionalText("filename", "a file with one token a line; a changed one is taken up");
    var tokens = new ArrayList<SecretSource>();
    for (Secret one : several) add(s, "tokens", one, tokens);
    add(s, "token", token, tokens);
    if (s.plain("tokens", "") instanceof List<?> list && list.isEmpty()) {
      s.refuse("tokens", "has no token");
    }
    if (token != null && !several.isEmpty()) {
      s.refuse("tokens", "excludes `token`", "fix: keep one of the two");
    }
    if (file == null || file.isEmpty()) {
      if (tokens.isEmpty() && !s.has("token") && !s.has("tokens")) {
        s.refuse("token", "is missing", "fix: token: ${env:TOKEN}", "or: filename: /run/token");
      }
      return List.copyOf(tokens);
    }
    if (!tokens.isEmpty()) {
      s.warn(token == null ? "tokens" : "token", "does not count beside `filename`");
    }
    SecretSource source = SecretSource.ofFile(s, "filename", file);
    return source == null ? List.of() : List.of(source);
  }

  private static void add(
      Section s, String key, @Nullable Secret token, List<SecretSource> tokens) {
    if (token == null) return;
    if (token.reveal().isBlank()) {
      s.refuse(key, "has an empty token");
    } else if (HeaderKeys.isValue(token.reveal())) {
      tokens.add(new SecretSource(key, token, null));
    } else {
      s.refuse(key, "has a line break or a character beyond ASCII, which no header can hold");
    }
  }
}
