package dev.sluice.exporter.loki;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.ProtoWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class GoQuoteTest {

  @Test
  void whatIsPrintable_staysAsItIs() {
    assertThat(quoted("p<1>&'x' é 日本 \ud83d\ude00")).isEqualTo("\"p<1>&'x' é 日本 \ud83d\ude00\"");
  }

  @Test
  void theRest_isEscaped_asGoDoesIt() {
    assertThat(quoted("\u0007\b\f\n\r\t\u000b\\\"")).isEqualTo("\"\\a\\b\\f\\n\\r\\t\\v\\\\\\\"\"");
    assertThat(quoted("\u0000\u001f\u007f")).isEqualTo("\"\\x00\\x1f\\x7f\"");
    assertThat(quoted("\u00a0\u200b\u2028\ufeff")).isEqualTo("\"\\u00a0\\u200b\\u2028\\ufeff\"");
    assertThat(quoted("\ue000")).isEqualTo("\"\\ue000\"");
    assertThat(quoted("\udb40\udc01")).isEqualTo("\"\\U000e0001\"");
  }

  @Test
  void whatIsNotUtf8_isEscapedByteByByte() {
    byte[] bytes = {'a', (byte) 0xC3, (byte) 0xFF, 'b', (byte) 0xED, (byte) 0xA0, (byte) 0x80};
    assertThat(quoted(bytes)).isEqualTo("\"a\\xc3\\xffb\\xed\\xa0\\x80\"");
  }

  @Property
  void anyValue_isReadBackByPromQl(@ForAll String value) {
    String text = new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    assertThat(PromLabels.read("{a=" + quoted(text) + "}")).isEqualTo(Map.of("a", text));
  }

  private static String quoted(String text) {
    return quoted(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String quoted(byte[] utf8) {
    var out = new ProtoWriter();
    GoQuote.append(utf8, 0, utf8.length, out);
    return new String(out.toByteArray(), StandardCharsets.UTF_8);
  }
}
