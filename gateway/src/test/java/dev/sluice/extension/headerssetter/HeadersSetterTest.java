package dev.sluice.extension.headerssetter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.extension.AuthenticatorConfigs;
import dev.sluice.net.auth.OutgoingHeaders;
import dev.sluice.testkit.ManualClock;
import dev.sluice.testkit.ManualTimer;
import dev.sluice.testkit.TestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadersSetterTest {
  private final HeadersSetterFactory factory = new HeadersSetterFactory();

  /** A request with headers of its own, for a client that sent some. */
  private record Request(Map<String, String> headers, Map<String, String> client)
      implements OutgoingHeaders {
    @Override
    public boolean has(String name) {
      return headers.containsKey(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public void set(String name, String value) {
      headers.put(name.toLowerCase(Locale.ROOT), value);
    }

    @Override
    public void remove(String name) {
      headers.remove(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public String fromClient(String name) {
      return client.get(name.toLowerCase(Locale.ROOT));
    }
  }

  private Map<String, String> signed(String rules, Map<String, String> client) throws Exception {
    var clock = new ManualClock();
    var setter =
        new HeadersSetter(
            AuthenticatorConfigs.read(factory, "headers: " + rules),
            TestSettings.of("headers_setter", clock, new ManualTimer(clock)));
    var request = new Request(new TreeMap<>(Map.of("there", "old")), client);
    setter.sign(request);
    return request.headers();
  }

  @Test
  void eachAction_doesWhatItSays() throws Exception {
    assertThat(signed("[{key: There, value: new}, {key: B, value: b}]", Map.of()))
        .containsOnly(Map.entry("there", "new"), Map.entry("b", "b"));
    assertThat(
            signed(
                "[{action: insert, key: there, value: n}, {action: insert, key: b, value: b}]",
                Map.of()))
        .containsOnly(Map.entry("there", "old"), Map.entry("b", "b"));
    assertThat(
            signed(
                "[{action: update, key: there, value: n}, {action: update, key: b, value: b}]",
                Map.of()))
        .containsOnly(Map.entry("there", "n"));
    assertThat(signed("[{action: delete, key: There}]", Map.of())).isEmpty();
  }

  @Test
  void whatComesFromClients_isNamed() {
    var clock = new ManualClock();
    String rules = "[{key: a, value: v}, {key: b, from_context: X-T}, {key: c, from_context: X-T}]";
    var setter =
        new HeadersSetter(
            AuthenticatorConfigs.read(factory, "headers: " + rules),
            TestSettings.of("headers_setter", clock, new ManualTimer(clock)));
    assertThat(setter.clientHeaders()).containsExactly("X-T");
  }

  @Test
  void aClientsHeader_isTakenOver_andWhatNoHeaderCanHoldIsAsGoodAsNone() throws Exception {
    String rule = "[{key: x, from_context: X-Tenant, default_value: none}]";
    assertThat(signed(rule, Map.of("x-tenant", "red"))).containsEntry("x", "red");
    assertThat(signed(rule, Map.of())).containsEntry("x", "none");
    assertThat(signed(rule, Map.of("x-tenant", "red\r\nx-admin: yes"))).containsEntry("x", "none");
    assertThat(signed("[{key: x, from_context: X-Tenant}]", Map.of())).doesNotContainKey("x");
  }

  @Test
  void mistakes_areExplained() throws IOException {
    AuthenticatorConfigs.assertMistakes(
        factory,
        "extension/headerssetter-mistakes.txt",
        List.of(
            "{}",
            "headers: []",
            "headers: [{value: s3cret}]",
            "headers: [{key: a}]",
            "headers: [{key: a, value: s3cret, from_context: b}]",
            "headers: [{key: a, value: s3cret, default_value: s3cret}]",
            "headers: [{key: \"a b\", value: s3cret}]",
            "headers: [{key: Content-Length, value: \"1\"}]",
            "headers: [{key: a, value: \"s3cret\\nb\"}]",
            "headers: [{key: a, action: upser, value: s3cret}]",
            "headers: [{key: a, from_attribute: username}]",
            "{headers: [{key: a, value: s3cret}], additional_auth: basicauth}"));
  }

  @Test
  void allThatWereSentWithAnOldValue_areSentOnceMore(@TempDir Path scratch) throws Exception {
    Path file = Files.writeString(scratch.resolve("key"), "one");
    var clock = new ManualClock();
    var setter =
        new HeadersSetter(
            AuthenticatorConfigs.read(
                factory, "headers: [{key: a, value: b}, {key: k, value_file: %s}]".formatted(file)),
            TestSettings.of("headers_setter", clock, new ManualTimer(clock)));
    Object first = setter.sign(new Request(new TreeMap<>(), Map.of()));
    Object second = setter.sign(new Request(new TreeMap<>(), Map.of()));
    assertThat(setter.renew(first)).as("nothing has changed").isFalse();
    Files.writeString(file, "two");
    assertThat(setter.renew(first)).isTrue();
    assertThat(setter.renew(second)).as("it was changed by the first").isTrue();
    var again = new Request(new TreeMap<>(), Map.of());
    assertThat(setter.renew(setter.sign(again))).isFalse();
    assertThat(again.headers()).containsEntry("k", "two");
  }
}
