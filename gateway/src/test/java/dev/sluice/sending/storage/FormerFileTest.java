package dev.sluice.sending.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The note of what goes before a log: whole or not there, whatever happens; hostile, an error. */
class FormerFileTest {
  private static final Path HERE = Path.of("/storage/b/loki/logs");
  private static final FormerLog A =
      new FormerLog(Path.of("/storage/a/loki/logs"), new UUID(1, 2), 0);
  private static final FormerLog B = new FormerLog(Path.of("/storage/100%\n b/loki/logs"), null, 7);

  private final MemoryFs fs = MemoryFs.empty();

  private List<FormerLog> read() throws IOException {
    return FormerFile.read(fs, HERE);
  }

  private void write(FormerLog... formers) throws IOException {
    FormerFile.write(fs, HERE, List.of(formers));
  }

  private void put(long generation, byte[] bytes) throws IOException {
    fs.create(LogFiles.formers(HERE, generation)).write(ByteBuffer.wrap(bytes), 0);
  }

  /** As if this process had written it. */
  private static byte[] sealed(String text) {
    byte[] said = text.getBytes(UTF_8);
    int crc = Seal.of(ByteBuffer.wrap(said), 0, said.length);
    return (text + "end " + HexFormat.of().toHexDigits(crc) + "\n").getBytes(UTF_8);
  }

  @Test
  void whatIsWritten_isRead_andOneFileIsThere() throws Exception {
    assertThat(read()).isEmpty();
    write(A, B);
    assertThat(read()).containsExactly(A, B);
    write(B);
    assertThat(read()).containsExactly(B);
    assertThat(fs.files()).hasSize(1);
    write();
    assertThat(read()).isEmpty();
    assertThat(fs.files()).isEmpty();
  }

  @Test
  void theyAreInTheOrderOfWhatTheyComeAfter() throws Exception {
    write(B, A);
    assertThat(read()).containsExactly(A, B);
  }

  @Property(tries = 200)
  void aLossOfPower_leavesWhatWasSaid_orWhatWasToBeSaid(@ForAll long seed) throws Exception {
    write(A);
    var dice = new Random(seed);
    boolean changes = dice.nextBoolean();
    if (changes) write(A, B);
    fs.losePower(dice);
    assertThat(read()).isEqualTo(changes ? List.of(A, B) : List.of(A));
  }

  @Property(tries = 200)
  void aLossOfPowerWhileItIsWritten_losesNothingThatWasSaid(@ForAll long seed) throws Exception {
    write(A);
    var dice = new Random(seed);
    byte[] next = FormerFile.encode(List.of(A, B));
    put(1, Arrays.copyOf(next, dice.nextInt(next.length)));
    fs.losePower(dice);
    assertThat(read()).isEqualTo(List.of(A));
    write(B);
    assertThat(read()).isEqualTo(List.of(B));
  }

  @Test
  void oneFlippedBit_isAnError_andNeverNothing() throws Exception {
    write(A, B);
    Path file = fs.files().get(0);
    byte[] whole = fs.bytes(file);
    for (int bit = 0; bit < 8 * whole.length; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      fs.replace(file, flipped);
      assertThatThrownBy(this::read).as("bit %d", bit).hasMessageContaining("is damaged");
    }
  }

  @Property(tries = 300)
  void anEndInTheMiddle_leavesWhatWasSaid_orWhatWasToBeSaid(@ForAll long seed) throws Exception {
    var dice = new Random(seed);
    write(A);
    List<FormerLog> next = dice.nextBoolean() ? List.of(A, B) : List.of();
    fs.endAfter(dice.nextInt(9));
    try {
      FormerFile.write(fs, HERE, next);
    } catch (MemoryFs.Ended ended) {
      // As it was to be.
    }
    fs.goOn();
    if (dice.nextBoolean()) fs.losePower(dice);
    assertThat(read()).isIn(List.of(A), next);
  }

  @Test
  void aDiskThatTakesNothing_leavesWhatWasSaid() throws Exception {
    write(A);
    fs.failingForces = 1;
    assertThatThrownBy(() -> write(A, B)).hasMessage("Input/output error");
    assertThat(read()).containsExactly(A);
    fs.failingWrites = 1;
    assertThatThrownBy(() -> write(A, B)).hasMessage("Input/output error");
    assertThat(read()).containsExactly(A);
    assertThat(fs.files()).hasSize(1);
  }

  @Test
  void moreMovesThanAnybodyMakes_areRefused() {
    var many = new ArrayList<FormerLog>();
    for (int i = 0; i <= FormerFile.MOST; i++) many.add(A.after(i));
    assertThatThrownBy(() -> FormerFile.write(fs, HERE, many))
        .hasMessageContaining("33 places")
        .hasMessageContaining("32 at most");
    assertThat(fs.files()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sluice former logs 2\n",
        "sluice former logs 1\nnonsense\n",
        "sluice former logs 1\n0 - relative/loki/logs\n",
        "sluice former logs 1\n0 - /storage/../etc/loki/logs\n",
        "sluice former logs 1\n-1 - /a/loki/logs\n",
        "sluice former logs 1\n99999999999999999999 - /a/loki/logs\n",
        "sluice former logs 1\n0 no-id /a/loki/logs\n",
        "sluice former logs 1\n0 - /a%00/loki/logs\n",
        "sluice former logs 1\n0 - /a%0\n",
        "sluice former logs 1\n0 - /a%zz\n",
        "\n",
        ""
      })
  void whatNobodyHere_wouldWrite_isAnError_thatNamesTheFile(String text) throws Exception {
    put(0, sealed(text));
    assertThatThrownBy(this::read)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(LogFiles.formers(HERE, 0).toString())
        .hasMessageContaining("damaged");
    // It stays for whoever wants to know, and what is said later counts.
    write(A);
    assertThat(read()).containsExactly(A);
    write();
    assertThatThrownBy(this::read).hasMessageContaining("damaged");
  }

  @Test
  void aFlippedBit_isAnError() throws Exception {
    byte[] bytes = FormerFile.encode(List.of(A));
    bytes[30] ^= 1;
    put(0, bytes);
    assertThatThrownBy(this::read).hasMessageContaining("checksum");
  }

  @Test
  void aFileThatIsTooLarge_isAnError_andNotRead() throws Exception {
    put(0, new byte[2 << 20]);
    assertThatThrownBy(this::read).hasMessageContaining("larger than");
  }

  @Test
  void aNameThatLeavesNoHigherOne_isAnError() throws Exception {
    put(Long.MAX_VALUE, FormerFile.encode(List.of(A)));
    assertThatThrownBy(() -> write(B)).hasMessageContaining("by its name");
    assertThat(read()).containsExactly(A);
  }

  @Property(tries = 500)
  void noBytes_leadAnywhereButToPlainPaths(@ForAll @Size(max = 200) byte[] bytes) {
    byte[] text = Arrays.copyOf("sluice former logs 1\n0 - /".getBytes(UTF_8), 26 + bytes.length);
    System.arraycopy(bytes, 0, text, 26, bytes.length);
    try {
      List<FormerLog> said =
          FormerFile.decode(
              HERE, sealed(new String(text, java.nio.charset.StandardCharsets.UTF_8)));
      assertThat(said)
          .allMatch(former -> former.directory().isAbsolute())
          .allMatch(former -> former.directory().equals(former.directory().normalize()));
    } catch (IOException damaged) {
      assertThat(damaged).hasMessageContaining("damaged");
    }
  }
}
