package dev.sluice.net.client;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;

/** The cookies of one sender's servers, in memory, at most 100; for sticky load balancers. */
final class CookieBox implements CookieJar {
  private static final int KEPT = 100;

  private final List<Cookie> cookies = new ArrayList<>(); // guarded by this
  private final InstantSource clock;

  CookieBox(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public synchronized void saveFromResponse(HttpUrl url, List<Cookie> received) {
    for (Cookie fresh : received) {
      cookies.removeIf(old -> isSame(old, fresh));
      cookies.add(fresh);
    }
    while (cookies.size() > KEPT) cookies.remove(0);
  }

  private static boolean isSame(Cookie one, Cookie other) {
    return one.name().equals(other.name())
        && one.domain().equals(other.domain())
        && one.path().equals(other.path());
  }

  @Override
  public synchronized List<Cookie> loadForRequest(HttpUrl url) {
    long now = clock.millis();
    cookies.removeIf(cookie -> cookie.expiresAt() < now);
    return cookies.stream().filter(cookie -> cookie.matches(url)).toList();
  }
}
