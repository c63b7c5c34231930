package dev.sluice.net.client;

import dev.sluice.config.Section;
import java.util.Objects;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** A URL to send to. Prints itself without user name, password and query. */
public final class Target {
  private final HttpUrl url;
  private final @Nullable String credentials;

  private Target(HttpUrl url) {
    boolean anonymous = url.username().isEmpty() && url.password().isEmpty();
    this.credentials = anonymous ? null : Credentials.basic(url.username(), url.password());
    this.url = url.newBuilder().username("").password("").build();
  }

  /** Null if {@code text} is no http or https URL. */
  public static @Nullable Target parse(String text) {
    HttpUrl url = HttpUrl.parse(text);
    return url == null ? null : new Target(url);
  }

  /** Reads {@code key}; null, and reported, if it is no URL; null if it was not written. */
  public static @Nullable Target read(Section section, String key, String doc) {
    String text = section.optionalText(key, doc);
    if (text == null || text.isEmpty()) return null;
    Target target = parse(text);
    if (target == null) {
      boolean bare = !text.contains("://");
      section.refuse(
          key, "must be a URL", bare ? "did you mean: http://" + text : "allowed: http, https");
    }
    return target;
  }

  /** This URL with {@code suffix} after its path, one slash between; the query stays. */
  public Target plus(String suffix) {
    String path = url.encodedPath();
    String base = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    String tail = suffix.startsWith("/") ? suffix : "/" + suffix;
    Target longer = new Target(url.newBuilder().encodedPath(base + tail).build());
    return credentials == null ? longer : new Target(longer.url, credentials);
  }

  /**
   * This URL with {@code tail} in place of {@code end} at the end of its path, and without a query;
   * null if its path does not end so.
   */
  public @Nullable Target beside(String end, String tail) {
    String path = url.encodedPath();
    if (!path.endsWith(end)) return null;
    String base = path.substring(0, path.length() - end.length());
    HttpUrl other = url.newBuilder().encodedPath(base + tail).query(null).fragment(null).build();
    return credentials == null ? new Target(other) : new Target(other, credentials);
  }

  private Target(HttpUrl url, String credentials) {
    this.url = url;
    this.credentials = credentials;
  }

  HttpUrl url() {
    return url;
  }

  /** The value of Authorization that user name and password in the URL ask for. */
  @Nullable String credentials() {
    return credentials;
  }

  /** {@code tempo:4318}. */
  public String hostAndPort() {
    String host = url.host();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + url.port();
  }

  @Override
  public boolean equals(@Nullable Object that) {
    return that instanceof Target other
        && url.equals(other.url)
        && Objects.equals(credentials, other.credentials);
  }

  @Override
  public int hashCode() {
    return url.hashCode();
  }

  @Override
  public String toString() {
    return url.newBuilder().query(null).fragment(null).build().toString();
  }
}
