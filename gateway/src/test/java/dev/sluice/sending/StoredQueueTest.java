package dev.sluice.sending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.otlp.Signal;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredQueueTest {
  @Property(tries = 200)
  void anId_comesBackFromItsFileName(
      @ForAll @AlphaChars @Chars({'/', '%', '_', '.', ' '}) String id) {
    String name = StoredQueue.fileName(id);
    assertThat(name).doesNotContain("/", ".", " ");
    assertThat(StoredQueue.id(name)).isEqualTo(id.toLowerCase(java.util.Locale.ROOT));
  }

  @Test
  void aNameThatIsNone_staysAsItIs() {
    for (String name : new String[] {"%", "%_", "%zz_", "%1b_", "%123456_", "a%2f"}) {
      assertThat(StoredQueue.id(name)).isEqualTo(name);
    }
  }

  @Test
  void aStorage_anExporter_andOneQueue_areFound(@TempDir Path storage) throws Exception {
    Path queue = StoredLogs.write(storage, "loki/eu", "first");
    for (Path from : new Path[] {storage, queue.getParent(), queue}) {
      assertThat(StoredQueue.in(from))
          .containsExactly(
              new StoredQueue(queue.toAbsolutePath().normalize(), "loki/eu", Signal.LOGS));
    }
  }
}
