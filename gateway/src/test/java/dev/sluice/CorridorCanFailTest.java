package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each rule of the corridor is seen to fail, on the classes under {@code dev.sluice.wrong}, and to
 * name the culprits and nobody else.
 */
class CorridorCanFailTest {

  private static final Corridor PLAN = new Corridor("dev.sluice.wrong");

  private static final JavaClasses WRONG_HOUSE =
      new ClassFileImporter().importPackages("dev.sluice.wrong");

  /** How a report begins a line about a class: with the class, or with one of its members. */
  private static final Pattern CULPRIT =
      Pattern.compile(
          "(?:Field|Method|Constructor|Class) <dev\\.sluice\\.wrong\\.([\\w.]+?\\.[A-Z]\\w*)[.>]");

  @ParameterizedTest
  @CsvSource({
    "wire, wire.KnowsOtlp",
    "otlp, otlp.KnowsData",
    "data, data.KnowsComponent",
    "config, config.KnowsData",
    "telemetry, telemetry.KnowsComponent telemetry.KnowsTheCommand",
    "component, component.KnowsNet",
    "net, net.KnowsOtlp",
    "sending, sending.KnowsNet",
    "pipeline, pipeline.KnowsAReceiver",
    "receiver.*, receiver.one.KnowsSending",
    "processor.*, processor.one.KnowsNet",
    "exporter.*, exporter.one.KnowsItsNamesake exporter.one.KnowsPipeline",
    "extension.*, extension.one.KnowsData",
    "cli, cli.KnowsTheHomeless",
  })
  void aDoorThatIsNone_isReported(String room, String culprits) {
    Corridor.Room wanted =
        Corridor.ROOMS.stream().filter(each -> each.name().equals(room)).findFirst().orElseThrow();

    assertThat(culpritsOf(PLAN.opensOnlyItsDoors(wanted))).containsExactly(culprits.split(" "));
  }

  @Test
  void everyRoom_isShownItsWrongDoor() throws NoSuchMethodException {
    String[] shown =
        getClass()
            .getDeclaredMethod("aDoorThatIsNone_isReported", String.class, String.class)
            .getAnnotation(CsvSource.class)
            .value();

    assertThat(shown)
        .extracting(row -> row.substring(0, row.indexOf(',')))
        .containsExactlyElementsOf(Corridor.ROOMS.stream().map(Corridor.Room::name).toList());
  }

  @Test
  void aClassWithoutARoom_isReported() {
    assertThat(culpritsOf(PLAN.everyClassStandsInARoom())).containsExactly("elsewhere.Homeless");
  }

  @Test
  void aComponentThatKnowsAnother_isReported() {
    assertThat(culpritsOf(PLAN.componentsDoNotKnowEachOther()))
        .containsExactly("exporter.one.KnowsItsNamesake", "receiver.two.KnowsItsSibling");
  }

  @Test
  void aSecondClassThatNamesComponents_isReported() {
    assertThat(culpritsOf(PLAN.onlyTheDistributionNamesComponents()))
        .containsExactly("cli.NamesAComponent");
  }

  @Test
  void aLibraryInTheWire_isReported() {
    assertThat(culpritsOf(PLAN.wireKnowsTheJdkAlone()))
        .containsExactly("wire.KnowsALibrary", "wire.KnowsOtlp");
  }

  @Test
  void inputAndOutputInAProcessor_isReported() {
    assertThat(culpritsOf(PLAN.processorsDoNoInputOrOutput()))
        .containsExactly(
            "processor.one.KnowsAPath",
            "processor.one.OpensAChannel",
            "processor.one.OpensAFile",
            "processor.one.OpensASocket",
            "processor.one.SpeaksGrpc",
            "processor.one.SpeaksHttp",
            "processor.one.SpeaksNetty");
  }

  @Test
  void aFileChannelOutsideOfStorage_isReported() {
    assertThat(culpritsOf(PLAN.onlyStorageOpensQueueFiles()))
        .containsExactly("processor.one.OpensAFile", "sending.OpensAQueueFile");
  }

  @Test
  void aNetworkBufferOutsideOfNet_isReported() {
    assertThat(culpritsOf(PLAN.networkBuffersEndInNet()))
        .containsExactly("receiver.one.TouchesABuffer");
  }

  @Test
  void aClassThatKnowsTheCommand_isReported() {
    assertThat(culpritsOf(PLAN.nothingKnowsTheCommand()))
        .containsExactly("telemetry.KnowsTheCommand");
  }

  @Test
  void aCycleOfPackages_isReported() {
    assertThat(culpritsOf(PLAN.packagesHaveNoCycles())).contains("otlp.Scan", "wire.KnowsOtlp");
  }

  private static List<String> culpritsOf(ArchRule rule) {
    return rule.evaluate(WRONG_HOUSE).getFailureReport().getDetails().stream()
        .flatMap(detail -> CULPRIT.matcher(detail).results())
        .map(match -> match.group(1))
        .distinct()
        .sorted()
        .toList();
  }
}
