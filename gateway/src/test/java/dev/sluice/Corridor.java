package dev.sluice;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;

/**
 * The floor plan as rules, over the packages under one root: {@link CorridorTest} holds the product
 * to them, {@link CorridorCanFailTest} shows each of them a house that breaks it. A room is a
 * package with all that lies under it; a door is the leave to depend on another room. There is no
 * list of exemptions: where a class does not fit, it stands in the wrong room, or the plan is
 * wrong.
 */
final class Corridor {

  /**
   * Every room with its doors, in the order of the corridor: cli at the one end, wire at the other.
   */
  static final List<Room> ROOMS =
      List.of(
          new Room("wire"),
          new Room("otlp", "wire"),
          new Room("data", "otlp", "wire"),
          new Room("config"),
          new Room("telemetry", "data", "otlp", "wire"),
          new Room("component", "config", "telemetry", "data", "otlp", "wire"),
          new Room("net", "component", "config", "telemetry", "data", "wire"),
          new Room("sending", "component", "config", "telemetry", "data", "otlp", "wire"),
          new Room("pipeline", "component", "config", "telemetry", "data", "otlp", "wire"),
          new Room("receiver.*", "net", "component", "config", "telemetry", "data", "otlp", "wire"),
          new Room("processor.*", "component", "config", "telemetry", "data", "otlp", "wire"),
          new Room(
              "exporter.*",
              "net",
              "sending",
              "component",
              "config",
              "telemetry",
              "data",
              "otlp",
              "wire"),
          // Numbers only: no door to anything that could hold payload.
          new Room("extension.*", "net", "component", "config", "telemetry"),
          new Room(
              "cli",
              "receiver.*",
              "processor.*",
              "exporter.*",
              "extension.*",
              "pipeline",
              "sending",
              "net",
              "component",
              "config",
              "telemetry",
              "data",
              "otlp",
              "wire"));

  /** Annotations leave nothing behind at run time, so even the wire may carry them. */
  private static final DescribedPredicate<JavaClass> ANNOTATIONS =
      resideInAnyPackage("org.jspecify.annotations", "com.google.errorprone.annotations..");

  private final String root;

  Corridor(String root) {
    this.root = root;
  }

  record Room(String name, List<String> doors) {
    Room(String name, String... doors) {
      this(name, List.of(doors));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  ArchRule opensOnlyItsDoors(Room room) {
    String[] open =
        Stream.concat(Stream.of(room.name()), room.doors().stream())
            .map(this::packagesOf)
            .toArray(String[]::new);
    return classes()
        .that(resideInAPackage(packagesOf(room.name())))
        .should()
        .onlyDependOnClassesThat(resideOutsideOfPackage(root + "..").or(resideInAnyPackage(open)))
        .allowEmptyShould(true);
  }

  ArchRule everyClassStandsInARoom() {
    String[] rooms = ROOMS.stream().map(Room::name).map(this::packagesOf).toArray(String[]::new);
    return classes().should().resideInAnyPackage(rooms).allowEmptyShould(true);
  }

  ArchRule componentsDoNotKnowEachOther() {
    // The kind is a group of its own, or receiver.otlp and exporter.otlp would be one slice.
    return slices()
        .matching(root + ".(receiver|processor|exporter|extension).(*)..")
        .should()
        .notDependOnEachOther()
        .allowEmptyShould(true);
  }

  ArchRule onlyTheDistributionNamesComponents() {
    return noClasses()
        .that(resideInAPackage(root + ".cli.."))
        .and()
        .haveNameNotMatching(".*\\.cli\\.Distribution(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            packagesOf("receiver.*"),
            packagesOf("processor.*"),
            packagesOf("exporter.*"),
            packagesOf("extension.*"))
        .allowEmptyShould(true);
  }

  ArchRule wireKnowsTheJdkAlone() {
    return classes()
        .that(resideInAPackage(packagesOf("wire")))
        .should()
        .onlyDependOnClassesThat(
            resideInAPackage("java..").or(resideInAPackage(packagesOf("wire"))).or(ANNOTATIONS))
        .allowEmptyShould(true);
  }

  ArchRule processorsDoNoInputOrOutput() {
    return noClasses()
        .that(resideInAPackage(packagesOf("processor.*")))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "java.net..",
                    "javax.net..",
                    "java.nio.channels..",
                    "java.nio.file..",
                    "io.netty..",
                    "io.grpc..",
                    "okhttp3..",
                    "okio..")
                .or(JavaClass.Predicates.type(java.io.File.class))
                .or(JavaClass.Predicates.type(java.io.FileInputStream.class))
                .or(JavaClass.Predicates.type(java.io.FileOutputStream.class))
                .or(JavaClass.Predicates.type(java.io.FileReader.class))
                .or(JavaClass.Predicates.type(java.io.FileWriter.class))
                .or(JavaClass.Predicates.type(java.io.RandomAccessFile.class)))
        .allowEmptyShould(true);
  }

  ArchRule onlyStorageOpensQueueFiles() {
    return noClasses()
        .that(
            resideOutsideOfPackage(root + ".sending.storage")
                .and(resideOutsideOfPackage(root + ".sending.deadletter")))
        .should()
        .dependOnClassesThat(
            JavaClass.Predicates.type(java.nio.channels.FileChannel.class)
                .or(JavaClass.Predicates.type(java.nio.channels.AsynchronousFileChannel.class))
                .or(JavaClass.Predicates.type(java.nio.MappedByteBuffer.class))
                .or(JavaClass.Predicates.type(java.io.FileOutputStream.class))
                .or(JavaClass.Predicates.type(java.io.RandomAccessFile.class)))
        .allowEmptyShould(true);
  }

  ArchRule networkBuffersEndInNet() {
    return noClasses()
        .that(resideOutsideOfPackage(packagesOf("net")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netty.buffer..")
        .allowEmptyShould(true);
  }

  ArchRule nothingKnowsTheCommand() {
    return noClasses()
        .that(resideOutsideOfPackage(packagesOf("cli")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(packagesOf("cli"))
        .allowEmptyShould(true);
  }

  ArchRule packagesHaveNoCycles() {
    return slices().matching(root + ".(**)").should().beFreeOfCycles().allowEmptyShould(true);
  }

  private String packagesOf(String room) {
    return root + "." + room + "..";
  }
}
