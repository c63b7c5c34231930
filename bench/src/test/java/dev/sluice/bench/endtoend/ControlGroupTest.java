package dev.sluice.bench.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written and read; the kernel is played by a folder. */
class ControlGroupTest {
  @Test
  void versionTwo_hasOneFolder(@TempDir Path root) throws Exception {
    Files.writeString(root.resolve("cgroup.controllers"), "cpu memory\n");
    ControlGroup group = ControlGroup.create(root, 250, 256);
    Path folder = only(root, "sluice-bench-");
    assertThat(root.resolve("cgroup.subtree_control")).hasContent("+cpu +memory");
    assertThat(folder.resolve("cpu.max")).hasContent("25000 100000");
    assertThat(folder.resolve("memory.max")).hasContent("268435456");
    Files.writeString(folder.resolve("memory.peak"), "104857600\n");
    Files.writeString(folder.resolve("memory.events"), "low 0\noom 3\noom_kill 2\n");
    Files.writeString(folder.resolve("cpu.stat"), "nr_periods 9\nnr_throttled 7\n");
    assertThat(group.peakMebibytes()).isEqualTo(100);
    assertThat(group.kills()).isEqualTo(2);
    assertThat(group.throttled()).isEqualTo(7);
  }

  @Test
  void versionOne_hasOneFolderForEach(@TempDir Path root) throws Exception {
    ControlGroup group = ControlGroup.create(root, 500, 64);
    Path cpu = only(root.resolve("cpu"), "sluice-bench-");
    Path memory = only(root.resolve("memory"), "sluice-bench-");
    assertThat(cpu.resolve("cpu.cfs_quota_us")).hasContent("50000");
    assertThat(memory.resolve("memory.limit_in_bytes")).hasContent("67108864");
    Files.writeString(memory.resolve("memory.max_usage_in_bytes"), "1048576\n");
    Files.writeString(memory.resolve("memory.oom_control"), "under_oom 0\noom_kill 1\n");
    assertThat(group.peakMebibytes()).isEqualTo(1);
    assertThat(group.kills()).isEqualTo(1);
    assertThat(group.entering()).first().isEqualTo("/bin/sh");
    assertThat(group.entering().get(2)).contains(cpu.toString(), memory.toString());
  }

  @Test
  void whereNoneCanBeMade_itSaysSo(@TempDir Path root) throws Exception {
    Path file = Files.writeString(root.resolve("cpu"), "");
    assertThatThrownBy(() -> ControlGroup.create(root, 250, 256))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString());
  }

  private static Path only(Path folder, String prefix) throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .findFirst()
          .orElseThrow();
    }
  }
}
