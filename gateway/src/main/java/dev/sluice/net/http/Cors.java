package dev.sluice.net.http;

import dev.sluice.wire.ByteSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Cross-origin requests, as the Fetch standard has them (section 3.2, "CORS protocol"). */
final class Cors {
  private static final List<String> ALWAYS_ALLOWED =
      List.of(
          "accept",
          "accept-language",
          "content-language",
          "content-type",
          "origin",
          "x-requested-with");
  private static final String VARY_PREFLIGHT =
      "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

  private final CorsConfig config;
  private final List<String> headers;

  Cors(CorsConfig config) {
    this.config = config;
    this.headers = new ArrayList<>(ALWAYS_ALLOWED);
    config.allowedHeaders().forEach(name -> headers.add(name.toLowerCase(Locale.ROOT)));
  }

  /** A browser's question before the request; null if {@code head} is none, or this is off. */
  @Nullable HttpAnswer preflight(HttpHead head) {
    if (!config.isOn() || !head.method().equals("OPTIONS")) return null;
    String method = head.header("Access-Control-Request-Method");
    if (method == null) return null;
    Map<String, String> answer = new TreeMap<>();
    answer.put("Vary", VARY_PREFLIGHT);
    String origin = head.header("Origin");
    String wanted = head.header("Access-Control-Request-Headers");
    if (origin != null && isAllowed(origin) && method.equals("POST") && areAllowed(wanted)) {
      answer.put("Access-Control-Allow-Origin", origin);
      answer.put("Access-Control-Allow-Credentials", "true");
      answer.put("Access-Control-Allow-Methods", method);
      if (wanted != null) answer.put("Access-Control-Allow-Headers", wanted);
      if (config.maxAgeSeconds() > 0) {
        answer.put("Access-Control-Max-Age", String.valueOf(config.maxAgeSeconds()));
      }
    }
    return new HttpAnswer(204, "", ByteSlice.EMPTY, answer);
  }

  /** What the answer to a request of that origin carries besides. */
  Map<String, String> headers(@Nullable String origin) {
    if (!config.isOn()) return Map.of();
    if (origin == null || !isAllowed(origin)) return Map.of("Vary", "Origin");
    Map<String, String> answer = new TreeMap<>();
    answer.put("Vary", "Origin");
    answer.put("Access-Control-Allow-Origin", origin);
    answer.put("Access-Control-Allow-Credentials", "true");
    if (!config.exposedHeaders().isEmpty()) {
      answer.put("Access-Control-Expose-Headers", String.join(", ", config.exposedHeaders()));
    }
    return answer;
  }

  private boolean isAllowed(String origin) {
    String lower = origin.toLowerCase(Locale.ROOT);
    return config.allowedOrigins().stream()
        .anyMatch(pattern -> matches(pattern.toLowerCase(Locale.ROOT), lower));
  }

  private boolean areAllowed(@Nullable String wanted) {
    if (wanted == null || headers.contains("*")) return true;
    for (String name : wanted.split(",", -1)) {
      String lower = name.strip().toLowerCase(Locale.ROOT);
      if (!lower.isEmpty() && !headers.contains(lower)) return false;
    }
    return true;
  }

  /** Whether {@code text} is the pattern, in which each {@code *} stands for any text. */
  static boolean matches(String pattern, String text) {
    String[] parts = pattern.split("\\*", -1);
    String first = parts[0];
    String last = parts[parts.length - 1];
    if (parts.length == 1) return text.equals(first);
    if (!text.startsWith(first)) return false;
    int at = first.length();
    for (int i = 1; i < parts.length - 1; i++) {
      int found = text.indexOf(parts[i], at);
      if (found < 0) return false;
      at = found + parts[i].length();
    }
    return text.length() - at >= last.length() && text.endsWith(last);
  }
}
