package dev.sluice.net.http;

import dev.sluice.config.Section;
import java.util.List;

/**
 * What pages of other origins may do. Without origins: nothing, and no header says otherwise.
 *
 * @param maxAgeSeconds how long a browser may remember; zero sends nothing
 */
public record CorsConfig(
    List<String> allowedOrigins,
    List<String> allowedHeaders,
    List<String> exposedHeaders,
    int maxAgeSeconds) {
  static final CorsConfig OFF = new CorsConfig(List.of(), List.of(), List.of(), 0);

  static CorsConfig read(Section section) {
    List<String> origins =
        section.texts("allowed_origins", List.of(), "origins, * stands for any text");
    List<String> headers =
        section.texts("allowed_headers", List.of(), "request headers, * is all of them");
    List<String> exposed =
        section.texts("exposed_headers", List.of(), "answer headers that pages may read");
    int maxAge =
        section.integer(
            "max_age", 0, 0, Integer.MAX_VALUE, "seconds a browser may remember; 0 is its choice");
    if (origins.isEmpty() && !headers.isEmpty()) {
      section.warn("allowed_headers", "has no effect without `allowed_origins`");
    }
    return new CorsConfig(origins, headers, exposed, maxAge);
  }

  boolean isOn() {
    return !allowedOrigins.isEmpty();
  }
}
