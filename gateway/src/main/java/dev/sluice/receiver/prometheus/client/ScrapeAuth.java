package dev.sluice.receiver.prometheus.client;

import dev.sluice.config.Section;
import dev.sluice.net.auth.SecretSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a scrape shows who it is.
 *
 * @param scheme {@code Basic}, {@code Bearer} or another of the operator's choice
 * @param user of Basic; null otherwise
 */
public record ScrapeAuth(
    String scheme, @Nullable SecretSource user, @Nullable SecretSource secret) {
  private static final String BEARER = "Bearer";
  private static final String BASIC = "Basic";

  /** Reads the keys of a job; null if none is written. */
  public static @Nullable ScrapeAuth read(Section job) {
    List<String> written = new ArrayList<>();
    for (String key :
        List.of("basic_auth", "authorization", "oauth2", "bearer_token", "bearer_token_file")) {
      if (job.has(key)) written.add(key);
    }
    if (written.size() > 1) {
      job.refuse(written.get(1), "excludes `" + written.get(0) + "`", "fix: keep one of them");
    }
    ScrapeAuth basic = basic(job.section("basic_auth", "user name and password"));
    ScrapeAuth named = authorization(job.section("authorization", "the header Authorization"));
    SecretSource token = SecretSource.read(job, "bearer_token", "older form of authorization");
    if (job.has("basic_auth")) return basic;
    if (job.has("authorization")) return named;
    return token == null ? null : new ScrapeAuth(BEARER, null, token);
  }

  private static ScrapeAuth basic(Section s) {
    String name = s.optionalText("username", "the user's name");
    String file = s.optionalText("username_file", "the user's name, in a file");
    if (name != null && file != null) s.refuse("username_file", "excludes `username`");
    SecretSource user =
        file == null || file.isEmpty()
            ? SecretSource.of("username", name == null ? "" : name)
            : SecretSource.ofFile(s, "username_file", file);
    return new ScrapeAuth(BASIC, user, SecretSource.read(s, "password", "the user's password"));
  }

  private static ScrapeAuth authorization(Section s) {
    String scheme = s.text("type", BEARER, "the scheme").strip();
    if (scheme.toLowerCase(Locale.ROOT).equals("basic")) {
      s.refuse("type", "cannot be basic", "fix: use basic_auth");
    }
    SecretSource secret = SecretSource.read(s, "credentials", "what follows the scheme");
    return new ScrapeAuth(scheme.isEmpty() ? BEARER : scheme, null, secret);
  }

  /** The value of Authorization; reads files where they are configured. */
  public String header() throws IOException {
    String shown = secret == null ? "" : secret.reveal();
    if (user == null) return shown.isEmpty() ? scheme : scheme + " " + shown;
    byte[] pair = (user.reveal() + ":" + shown).getBytes(StandardCharsets.UTF_8);
    return scheme + " " + Base64.getEncoder().encodeToString(pair);
  }
}
