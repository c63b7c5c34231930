package dev.sluice.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class JsonTextTest {
  private static final String[] PIECES = {
    "a",
    "plain text",
    "\"",
    "\\",
    "<",
    ">",
    "&",
    "=",
    "'",
    "\n",
    "\r",
    "\t",
    "\b",
    "\f",
    "\u0001",
    "\u001f",
    " ",
    "\u007f",
    "é",
    "\u2028",
    "\u2029",
    "\u2027",
    "\u202a",
    "\ufffd",
    "\ud83d\ude00",
    "日本"
  };

  @Property(tries = 3000)
  void aString_isWrittenAsCharacterByCharacter(
      @ForAll long seed,
      @ForAll @IntRange(max = 40) int pieces,
      @ForAll @IntRange(max = 9) int before,
      @ForAll @IntRange(max = 9) int after,
      @ForAll boolean htmlEscape) {
    var random = new java.util.SplittableRandom(seed);
    var text = new StringBuilder();
    for (int i = 0; i < pieces; i++) text.append(PIECES[random.nextInt(PIECES.length)]);
    assertWritten(text.toString(), before, after, htmlEscape);
  }

  @Test
  void everyAsciiCharacter_atEveryPlaceInEightBytes() {
    for (char c = 0; c < 128; c++) {
      for (int at = 0; at < 9; at++) {
        String text = "x".repeat(at) + c + "y".repeat(9 - at);
        assertWritten(text, 0, 0, true);
        assertWritten(text, 0, 0, false);
      }
    }
  }

  @Test
  void aLongString_isWrittenInPieces_thatCutNoCharacter() {
    for (int shift = 0; shift < 4; shift++) {
      assertWritten("x".repeat(1021 + shift) + "日本\ud83d\ude00<\"".repeat(700), 3, 3, true);
    }
  }

  @Property(tries = 2000)
  void whatIsNotUtf8_becomesOneReplacementPerByte(@ForAll byte[] bytes) {
    String json = json(bytes, 0, bytes.length, true);
    // Where the JDK finds a malformed sequence of several bytes it writes one character for all.
    String unescaped = json.substring(1, json.length() - 1).replaceAll("\\\\u[0-9a-f]{4}", "_");
    assertThat(unescaped.replaceAll("\\\\.", "_").codePoints())
        .noneMatch(
            c -> c == 0xFFFD && !new String(bytes, StandardCharsets.UTF_8).contains("\ufffd"))
        .noneMatch(c -> c < ' ' || c == '"' || c == '\\' || c == '<');
  }

  @Test
  void brokenSequences_countByteByByte() {
    byte[] bytes = {
      'a', (byte) 0xC3, (byte) 0xE2, (byte) 0x80, 'b', (byte) 0xED, (byte) 0xA0, (byte) 0x80
    };
    assertThat(json(bytes, 0, bytes.length, true))
        .isEqualTo("\"a\\ufffd\\ufffd\\ufffdb\\ufffd\\ufffd\\ufffd\"");
  }

  private static void assertWritten(String text, int before, int after, boolean htmlEscape) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    byte[] around = new byte[before + utf8.length + after];
    Arrays.fill(around, (byte) '"');
    System.arraycopy(utf8, 0, around, before, utf8.length);
    assertThat(json(around, before, before + utf8.length, htmlEscape))
        .isEqualTo(expected(text, htmlEscape));
  }

  private static String json(byte[] utf8, int from, int to, boolean htmlEscape) {
    var out = new ProtoWriter(16);
    JsonText.appendString(utf8, from, to, htmlEscape, out);
    return ByteSlice.of(out.toByteArray()).utf8();
  }

  private static String expected(String text, boolean htmlEscape) {
    var json = new StringBuilder("\"");
    text.codePoints().forEach(c -> json.append(expected(c, htmlEscape)));
    return json.append('"').toString();
  }

  private static String expected(int c, boolean htmlEscape) {
    boolean isHtml = htmlEscape && (c == '<' || c == '>' || c == '&');
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      case '\b' -> "\\b";
      case '\f' -> "\\f";
      default ->
          c < ' ' || isHtml || c == 0x2028 || c == 0x2029
              ? "\\u%04x".formatted(c)
              : Character.toString(c);
    };
  }
}
