package dev.sluice.receiver.prometheus.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of targets in files, asked for one look at a time. */
class FileDiscoveryTest {
  private static final Duration REFRESH = Duration.ofMinutes(5);

  @TempDir Path directory;
  private final Workbench bench = new Workbench();
  private TargetFiles files;

  @BeforeEach
  void begin() {
    files = files("*.json", "*.yml");
  }

  private TargetFiles files(String... patterns) {
    List<String> paths = List.of(patterns).stream().map(p -> directory + "/" + p).toList();
    return new TargetFiles(new FileDiscovery(paths, REFRESH), bench.groups, bench.lent());
  }

  @AfterEach
  void end() {
    bench.close();
  }

  /** As editors and ConfigMaps do it: the file is another one afterwards. */
  private void write(String name, String text) throws IOException {
    Path fresh = Files.writeString(directory.resolve("fresh.tmp"), text);
    Files.move(fresh, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private String troubleOfLooking() {
    try {
      files.ask();
      return "";
    } catch (DiscoveryException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void jsonAndYaml_nameTargets() throws Exception {
    write("a.json", "[{\"targets\": [\"a:1\", \"b:1\"], \"labels\": {\"env\": \"prod\"}}]");
    write("b.yml", "- targets: [c:1]\n  labels: {version: 1.0}\n- targets: ['d:1']\n");
    files.ask();

    assertThat(bench.addresses()).containsExactly("a:1", "b:1", "c:1", "d:1");
    assertThat(bench.targets().get(1))
        .isEqualTo(
            new TreeMap<>(
                Map.of(
                    "__address__", "b:1",
                    "__meta_filepath", directory + "/a.json",
                    "env", "prod")));
    assertThat(bench.targets().get(2)).containsEntry("version", "1.0");
  }

  @Test
  void aFileThatChanges_isReadAgain() throws Exception {
    write("a.json", "[{\"targets\": [\"a:1\"]}]");
    files.ask();
    write("a.json", "[{\"targets\": [\"b:1\"]}]");
    files.ask();

    assertThat(bench.addresses()).containsExactly("b:1");
  }

  @Test
  void aFileThatIsGone_hasNoTargets() throws Exception {
    write("a.json", "[{\"targets\": [\"a:1\"]}]");
    write("b.json", "[{\"targets\": [\"b:1\"]}]");
    files.ask();
    Files.delete(directory.resolve("a.json"));
    files.ask();

    assertThat(bench.addresses()).containsExactly("b:1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"targets\": [\"b:1\"",
        "{}",
        "[{\"targets\": \"b:1\"}]",
        "[{\"targets\": [1]}]",
        "[{\"target\": [\"b:1\"]}]",
        "[{\"targets\": [\"b:1\"], \"labels\": {\"a-b\": \"c\"}}]",
        "[{\"targets\": [\"b:1\"]}] []",
        "[[]]",
        ""
      })
  void aFileThatCannotBeUnderstood_keepsItsTargets(String text) throws Exception {
    write("a.json", "[{\"targets\": [\"a:1\"]}]");
    write("z.yml", "- targets: [z:1]");
    files.ask();
    write("a.json", text);
    write("z.yml", "- targets: [y:1]");

    assertThat(troubleOfLooking()).startsWith(directory + "/a.json: ");
    assertThat(bench.addresses()).containsExactly("a:1", "y:1");
    // It is still so, unchanged, at the next look.
    assertThat(troubleOfLooking()).isNotEmpty();
    write("a.json", "[{\"targets\": [\"b:1\"]}]");
    assertThat(troubleOfLooking()).isEmpty();
    assertThat(bench.addresses()).containsExactly("b:1", "y:1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a: 1", "- 1", "- targets: {a: 1}", "- {targets: [[]]}", "- x: 1", "a: ["})
  void yamlThatIsNoList_isSaid(String text) throws Exception {
    write("a.yml", text);
    assertThat(troubleOfLooking()).startsWith(directory + "/a.yml: ");
  }

  @Test
  void withoutChange_nothingIsRead() throws Exception {
    write("a.json", "[{\"targets\": [\"a:1\"]}]");
    files.ask();
    bench.groups.replace(List.of());
    files.ask();
    assertThat(bench.addresses()).isEmpty();

    bench.clock.advance(REFRESH);
    files.ask();
    assertThat(bench.addresses()).containsExactly("a:1");
  }

  @Test
  void noDirectory_isNoFiles() throws Exception {
    files = files("absent/*.json", "absent.json");
    files.ask();
    assertThat(bench.addresses()).isEmpty();
  }
}
