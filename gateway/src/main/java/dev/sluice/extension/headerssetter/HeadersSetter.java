package dev.sluice.extension.headerssetter;

import dev.sluice.component.Extension;
import dev.sluice.component.Settings;
import dev.sluice.component.Shared;
import dev.sluice.config.Secret;
import dev.sluice.net.HeaderKeys;
import dev.sluice.net.auth.ClientAuthenticator;
import dev.sluice.net.auth.NoCredentialsException;
import dev.sluice.net.auth.OutgoingHeaders;
import dev.sluice.net.auth.SecretSource;
import dev.sluice.net.auth.Watched;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Sets headers in the order of the rules. Any thread. */
final class HeadersSetter implements Extension, ClientAuthenticator {
  private final String id;
  private final List<Setting> settings = new ArrayList<>();

  /**
   * @param value null if it is the client's, or none
   */
  private record Setting(HeaderRule rule, @Nullable Watched<String> value) {}

  HeadersSetter(HeadersSetterConfig config, Settings house) {
    this.id = house.id().toString();
    for (HeaderRule rule : config.headers()) {
      SecretSource source = rule.action() == HeaderRule.Action.DELETE ? null : rule.value();
      settings.add(new Setting(rule, source == null ? null : watched(rule, source, house)));
    }
  }

  private Watched<String> watched(HeaderRule rule, SecretSource source, Settings house) {
    return new Watched<>(
        "authenticator '" + id + "'",
        List.of(source),
        texts -> sendable(rule, source.filled(texts.get(0))),
        house.clock()::nanoTime);
  }

  private static String sendable(HeaderRule rule, String text) throws IOException {
    if (HeaderKeys.isValue(text)) return text;
    throw new IOException("the file for `%s` has what no header can hold".formatted(rule.key()));
  }

  @Override
  public void offerTo(Shared shared) {
    shared.put(ClientAuthenticator.class, id, this);
  }

  @Override
  public Object sign(OutgoingHeaders request) throws NoCredentialsException {
    var used = new ArrayList<String>(settings.size());
    for (Setting setting : settings) {
      String own = setting.value == null ? "" : setting.value.now();
      used.add(own);
      apply(setting.rule, setting.value == null ? fromClient(setting.rule, request) : own, request);
    }
    return used;
  }

  private static void apply(HeaderRule rule, @Nullable String value, OutgoingHeaders request) {
    String key = rule.key();
    if (rule.action() == HeaderRule.Action.DELETE) {
      request.remove(key);
      return;
    }
    if (value == null) return;
    boolean applies =
        switch (rule.action()) {
          case UPSERT -> true;
          case INSERT -> !request.has(key);
          case UPDATE -> request.has(key);
          case DELETE -> false;
        };
    if (applies) request.set(key, value);
  }

  @Override
  public List<String> clientHeaders() {
    return settings.stream()
        .map(setting -> setting.rule.fromContext())
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }

  /** What no header can hold is as good as nothing: clients write what they like. */
  private static @Nullable String fromClient(HeaderRule rule, OutgoingHeaders request) {
    String name = rule.fromContext();
    String value = name == null ? null : request.fromClient(name);
    if (value != null && HeaderKeys.isValue(value)) return value;
    Secret dfault = rule.dfault();
    return dfault == null ? null : dfault.reveal();
  }

  @Override
  public boolean renew(Object signed) {
    boolean isAnother = false;
    Iterator<?> used = ((List<?>) signed).iterator();
    for (Setting setting : settings) {
      // Another one may have been taken up since.
      Object own = used.next();
      if (setting.value != null) isAnother |= setting.value.renew(own);
    }
    return isAnother;
  }
}
