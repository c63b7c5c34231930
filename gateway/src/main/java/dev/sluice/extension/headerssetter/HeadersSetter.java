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
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sets headers in the order of the rules. Any thread. */
final class HeadersSetter implements Extension, ClientAuthenticator {
  private final String id;
  private final List<Setting> settings = new ArrayList<>();

  /**
   * @param value null if it is the client's
   */
  private record Setting(HeaderRule rule, @Nullable Watched<String> value) {}

  HeadersSetter(HeadersSetterConfig config, Settings house) {
    this.id = house.id().toString();
    for (HeaderRule rule : config.headers()) {
      SecretSource source = rule.value();
      Watched<String> value =
          source == null
              ? null
              : new Watched<>(
                  "authenticator '" + id + "'",
                  List.of(source),
                  texts -> sendable(rule, texts.get(0)),
                  house.clock()::nanoTime);
      settings.add(new Setting(rule, value));
    }
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
    for (Setting setting : settings) apply(setting, request);
    return this;
  }

  private static void apply(Setting setting, OutgoingHeaders request)
      throws NoCredentialsException {
    HeaderRule rule = setting.rule;
    String key = rule.key();
    if (rule.action() == HeaderRule.Action.DELETE) {
      request.remove(key);
      return;
    }
    String value = setting.value == null ? fromClient(rule, request) : setting.value.now();
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
    for (Setting setting : settings) {
      if (setting.value == null) continue;
      String known = setting.value.known();
      if (known != null) isAnother |= setting.value.renew(known);
    }
    return isAnother;
  }
}
