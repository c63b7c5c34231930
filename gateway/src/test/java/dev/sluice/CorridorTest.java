package dev.sluice;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The product keeps to the floor plan of {@code docs/ARCHITECTURE.md}. */
class CorridorTest {

  private static final Corridor PLAN = new Corridor("dev.sluice");

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.sluice");

  static List<Corridor.Room> rooms() {
    return Corridor.ROOMS;
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void aRoom_opensOnlyItsDoors(Corridor.Room room) {
    PLAN.opensOnlyItsDoors(room).check(HOUSE);
  }

  @Test
  void everyClass_standsInARoom() {
    PLAN.everyClassStandsInARoom().check(HOUSE);
  }

  @Test
  void components_doNotKnowEachOther() {
    PLAN.componentsDoNotKnowEachOther().check(HOUSE);
  }

  @Test
  void onlyTheDistribution_namesComponents() {
    PLAN.onlyTheDistributionNamesComponents().check(HOUSE);
  }

  @Test
  void theWire_knowsTheJdkAlone() {
    PLAN.wireKnowsTheJdkAlone().check(HOUSE);
  }

  @Test
  void processors_doNoInputOrOutput() {
    PLAN.processorsDoNoInputOrOutput().check(HOUSE);
  }

  /** One thread touches the files of a queue: who interrupts it, or opens them too, ruins them. */
  @Test
  void onlyStorage_opensQueueFiles() {
    PLAN.onlyStorageOpensQueueFiles().check(HOUSE);
  }

  @Test
  void networkBuffers_endInNet() {
    PLAN.networkBuffersEndInNet().check(HOUSE);
  }

  @Test
  void nothing_knowsTheCommand() {
    PLAN.nothingKnowsTheCommand().check(HOUSE);
  }

  @Test
  void packages_haveNoCycles() {
    PLAN.packagesHaveNoCycles().check(HOUSE);
  }
}
