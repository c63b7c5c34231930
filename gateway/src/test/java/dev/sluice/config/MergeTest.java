package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a: {b: 1, c: 2} | a: {c: 3, d: 4} | a: {b: 1, c: 3, d: 4}",
        "a: [1, 2] | a: [3] | a: [3]",
        "a: 1 | a: {b: 1} | a: {b: 1}",
        "a: {b: 1} | a: x | a: x",
        "a: {b: 1} | a: | a:",
        "a: {b: 1} | a: null | a:",
        "a: {b: 1} | a: {} | a: {b: 1}",
        "a: 1 | b: 2 | {a: 1, b: 2}",
        "a: 1 | `` | a: 1",
        "a: {b: {c: 1}} | a::b::c: 2 | a: {b: {c: 2}}",
        "a::b: 1 | a::c: 2 | a: {b: 1, c: 2}",
        "a: '${yaml:{b: 1}}' | a: {c: 2} | a: {c: 2}",
      })
  void laterSources_winKeyByKey(String first, String second, String merged) {
    Loads loads = Loads.of(first, second);
    assertThat(loads.plain()).isEqualTo(Loads.of(merged).plain());
    assertThat(loads.problems.isEmpty()).isTrue();
  }

  @Test
  void setValues_comeLast() {
    Object plain =
        Loads.of("a: {b: 1, c: 2}").set("a.b=[x, 'y']").set("a.c=").set("d::e=2s").plain();
    assertThat(plain).isEqualTo(Loads.of("{a: {b: [x, y], c: null}, d: {e: 2s}}").plain());
  }

  @Test
  void aMistakeInASetValue_isShownThere() {
    var loads = Loads.of("a: 1").set("processors.batch.timeout=soon");
    Section batch = loads.section().section("processors", "").section("batch", "");
    batch.duration("timeout", java.time.Duration.ZERO, "");
    assertThat(loads.rendered())
        .contains("--> --set processors.batch.timeout:1:26")
        .contains("processors.batch.timeout=soon")
        .contains("^^^^ found text \"soon\"");
  }

  @ParameterizedTest
  @CsvSource({"a", "=1", "a..b=1", ".=1"})
  void aSetValueWithoutKeyOrEquals_isRefused(String assignment) {
    var loads = Loads.of("a: 1").set(assignment);
    loads.load();
    assertThat(loads.rendered()).contains("SL1001").contains("--set key.key=value");
  }

  @Test
  void sources_areFilesVariablesAndTexts(@TempDir Path folder) throws IOException {
    String file = Files.writeString(folder.resolve("a.yaml"), "\uFEFFa: 1\n").toString();
    var loads = new Loads(Map.of("CONF", "b: 2"));
    loads
        .config(file)
        .config("file:" + file)
        .config("env:CONF")
        .config("yaml:c::d: 3")
        .config("yaml:");
    assertThat(loads.plain()).isEqualTo(Loads.of("{a: 1, b: 2, c: {d: 3}}").plain());
    assertThat(loads.problems.isEmpty()).isTrue();
  }

  @Test
  void sourcesThatCannotBeRead_areAllNamed(@TempDir Path folder) throws IOException {
    Path latin = Files.write(folder.resolve("l"), "ä: 1".getBytes(StandardCharsets.ISO_8859_1));
    Path large = Files.write(folder.resolve("x"), new byte[YamlReader.MAX_BYTES + 1]);
    var loads = new Loads(Map.of());
    loads.config("/nowhere.yaml").config("https://host/x.yaml").config("foo:bar");
    loads.config("env:NONE").config(folder.toString()).config(latin.toString());
    loads.config(large.toString()).config("C:\\none.yaml").load();
    assertThat(loads.rendered())
        .contains("`/nowhere.yaml` does not exist")
        .contains("`https:` is not supported")
        .contains("`foo:` is not supported")
        .contains("the variable is not set")
        .contains("is a directory")
        .contains("is not UTF-8")
        .contains("is larger than 1 MiB")
        .contains("C:\\none.yaml");
    assertThat(loads.problems.count(Severity.ERROR)).isEqualTo(8);
  }

  @Test
  void mergeKeysAndAliases_areFollowed() {
    @Nullable Object plain =
        Loads.of("x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}\nz: {<<: [*x, {a: 9, c: 4}]}\nw: *x")
            .plain();
    assertThat(plain)
        .isEqualTo(
            Loads.of("{x: {a: 1, b: 2}, y: {b: 3, a: 1}, z: {a: 1, b: 2, c: 4}, w: {a: 1, b: 2}}")
                .plain());
  }
}
