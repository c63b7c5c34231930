package dev.sluice.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.bench.endtoend.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The books and the table, without a gateway. */
class MatrixTest {
  private static final Row ROW = Row.onDisk("C09", "a fault", "a promise", rig -> {});

  private static Counts counts(long acknowledged, long unknown, long arrived, long missing) {
    return new Counts(acknowledged, 0, unknown, arrived, missing, 0);
  }

  private static String word(long accepted, long delivered, long dropped, long left) {
    var text = new StringBuilder("books closed: ");
    for (Kind kind : Kind.values()) {
      text.append(
          "x %s: accepted %d, delivered %d, rejected 0, dropped %d, left %d; "
              .formatted(kind.id(), accepted, delivered, dropped, left));
    }
    return text.toString();
  }

  @Test
  void runsThatAddUp_areRight() {
    var books = new Books();
    books.addLastWord(word(100, 60, 0, 40), Map.of());
    books.addLastWord(word(10, 50, 0, 0), Map.of(Kind.LOGS, 40L));
    assertThat(books.check(Kind.LOGS, counts(105, 5, 110, 0), 0, false)).isEmpty();
  }

  @Test
  void whatWasLeftAndNotRecovered_isFound() {
    var books = new Books();
    books.addLastWord(word(100, 60, 0, 40), Map.of());
    books.addLastWord(word(10, 49, 0, 0), Map.of(Kind.LOGS, 39L));
    assertThat(books.check(Kind.LOGS, counts(110, 0, 109, 1), 0, false))
        .containsExactly("left 40, recovered 39");
  }

  @Test
  void aLossThatTheLedgerDoesNotKnow_isFound() {
    var books = new Books();
    books.addLastWord(word(100, 97, 3, 0), Map.of());
    assertThat(books.check(Kind.TRACES, counts(100, 0, 97, 3), 0, true)).isEmpty();
    assertThat(books.check(Kind.TRACES, counts(100, 0, 97, 3), 3, false)).isEmpty();
    assertThat(books.check(Kind.TRACES, counts(100, 0, 97, 4), 0, true))
        .containsExactly("4 are missing, the ledger knows of 3");
    assertThat(books.check(Kind.TRACES, counts(100, 0, 97, 3), 2, false))
        .containsExactly("the backend did not take 2, the ledger says 3");
  }

  @Test
  void aRunThatWasKilled_leavesOnlyTheBalance() {
    var books = new Books();
    books.tear();
    books.addLastWord(word(100, 60, 0, 39), Map.of());
    assertThat(books.check(Kind.METRICS, counts(7, 0, 7, 0), 0, true))
        .singleElement()
        .asString()
        .startsWith("the ledger does not balance");
  }

  @Test
  void aRow_saysBothSides() {
    var kept =
        new Verdict(ROW, true, List.of(), List.of("2 s"), Map.of(Kind.LOGS, counts(5, 0, 5, 0)));
    var broken = new Verdict(ROW, true, List.of("1 | missing\nat all"), List.of(), Map.of());
    assertThat(MatrixTable.of(List.of(new MatrixTable.Line(ROW, kept, broken))))
        .isEqualTo(
            """
            | Row | Fault | Promise | Sluice | The other |
            |---|---|---|---|---|
            | C09 | a fault; queue on disk | a promise | kept. 5 acknowledged, 0 missing, 0 twice. 2 s |\
             **broken**: 1 \\| missing at all |
            """);
    var skipped = Verdict.skipped(ROW, "strace is not installed");
    assertThat(MatrixTable.of(List.of(new MatrixTable.Line(ROW, skipped, null))))
        .endsWith("| a promise | not run: strace is not installed |\n");
  }

  @Test
  void aRowThatIsRunAgain_takesItsPlaceOnThePage() throws Exception {
    String page =
        """
        Sluice: 1 rows kept, 1 broken.

        | Row | Fault | Promise | Sluice | The other |
        |---|---|---|---|---|
        | C08 | x | y | kept. 5 acknowledged | kept |
        | C09 | a fault | a promise | **broken**: 7 missing | **broken**: 8 missing |
        """;
    var kept = new Verdict(ROW, true, List.of(), List.of(), Map.of());
    assertThat(MatrixPage.renewed(page, List.of(new MatrixTable.Line(ROW, kept, kept))))
        .startsWith("Sluice: 2 rows kept, 0 broken.")
        .containsPattern("Run again on .* at commit .*: C09\\.")
        .contains("| C08 | x | y | kept. 5 acknowledged | kept |\n")
        .endsWith("| C09 | a fault; queue on disk | a promise | kept | kept |\n");
  }

  @Test
  void options_areReadInAnyOrder() {
    var options = MatrixOptions.of("--jobs", "3", "--rows", "F01,C01", "x.jar");
    assertThat(options.jobs()).isEqualTo(3);
    assertThat(FaultMatrix.rows(options)).extracting(Row::id).containsExactly("F01", "C01");
    assertThatThrownBy(() -> MatrixOptions.of("--rate", "3")).hasMessage("no gateway to run");
    assertThatThrownBy(() -> MatrixOptions.of("--speed", "3", "x")).hasMessageContaining("--speed");
    assertThatThrownBy(() -> MatrixOptions.of("a.jar", "b")).hasMessageContaining("behind the jar");
  }

  @Test
  void rows_haveNamesOfTheirOwn() {
    var rows = FaultMatrix.rows(MatrixOptions.of("x.jar"));
    assertThat(rows).extracting(Row::id).doesNotHaveDuplicates().hasSizeGreaterThan(30);
  }
}
