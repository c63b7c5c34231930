package dev.sluice.receiver.prometheus.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.receiver.prometheus.relabel.LabelSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupsTest {
  private static final TargetGroup A = TargetGroup.of("a", List.of("a:1"), new LabelSet());
  private static final TargetGroup OTHER_A = TargetGroup.of("a", List.of("a:2"), new LabelSet());
  private static final TargetGroup B = TargetGroup.of("b", List.of("b:1"), new LabelSet());

  private int changes;
  private final Groups groups = new Groups(800, () -> changes++);

  @Test
  void changes_areToldOnce() throws Exception {
    groups.put(A);
    groups.put(A);
    assertThat(changes).isEqualTo(1);
    groups.put(OTHER_A);
    groups.replace(List.of(OTHER_A));
    assertThat(changes).isEqualTo(2);
    groups.remove("b");
    groups.remove("a");
    assertThat(changes).isEqualTo(3);
    assertThat(groups.all()).isEmpty();
  }

  @Test
  void tooMuch_changesNothing() throws Exception {
    groups.put(A);
    groups.put(B);
    var more = TargetGroup.of("c", List.of("c".repeat(400)), new LabelSet());

    assertThatThrownBy(() -> groups.put(more)).hasMessageContaining("more targets than fit");
    assertThatThrownBy(() -> groups.replace(List.of(more, A)))
        .hasMessageContaining("more targets than fit");
    assertThat(groups.all()).containsExactly(A, B);
    groups.remove("b");
    groups.replace(List.of(more));
    assertThat(groups.all()).containsExactly(more);
  }
}
