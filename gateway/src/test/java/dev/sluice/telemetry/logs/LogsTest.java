package dev.sluice.telemetry.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import dev.sluice.telemetry.Bulletin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

class LogsTest {
  private final LoggerContext context = new LoggerContext();
  @TempDir private Path directory;

  @AfterEach
  void closeFiles() {
    context.stop();
  }

  @Test
  void fromTheFirstLine_noXmlIsNeeded() {
    var ofProcess = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger root = ofProcess.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    assertThat(root.iteratorForAppenders())
        .toIterable()
        .singleElement()
        .isInstanceOf(LineAppender.class);
    assertThat(SLF4JBridgeHandler.isInstalled()).isTrue();
    assertThat(LoggerFactory.getLogger("io.netty.Anything").isDebugEnabled()).isFalse();
  }

  @Test
  void lines_goToEveryOutput() throws IOException {
    Path a = directory.resolve("a.log");
    Path b = directory.resolve("b.log");
    Files.writeString(a, "before\n");
    apply(LogLevel.INFO, a.toString(), "file://" + b);
    context.getLogger("dev.sluice.Some").info("hello");
    assertThat(Files.readAllLines(a)).hasSize(2).last().asString().endsWith("\thello");
    assertThat(Files.readAllLines(b)).hasSize(1);
  }

  @Test
  void debug_isOursAlone() throws IOException {
    Path file = directory.resolve("log");
    apply(LogLevel.DEBUG, file.toString());
    context.getLogger("dev.sluice.Some").debug("ours");
    context.getLogger("io.netty.Some").debug("netty's");
    context.getLogger("io.netty.Some").info("netty's info");
    assertThat(Files.readString(file))
        .contains("\tours\n", "netty's info")
        .doesNotContain("netty's\n");
  }

  @Test
  void aLevel_holdsForLibrariesToo() throws IOException {
    Path file = directory.resolve("log");
    apply(LogLevel.ERROR, file.toString());
    context.getLogger("dev.sluice.Some").warn("ours");
    context.getLogger("io.netty.Some").warn("netty's");
    assertThat(Files.readString(file)).isEmpty();
  }

  @Test
  void theCaller_isWhoCalledTheBulletin() throws IOException {
    Path file = directory.resolve("log");
    apply(LogLevel.INFO, file.toString());
    new Bulletin(() -> 0).warn(context.getLogger("dev.sluice.Some"), () -> "busy");
    assertThat(Files.readString(file)).contains("\twarn\tlogs/LogsTest.java:");
  }

  @Test
  void anOutputThatCannotBeOpened_changesNothing() throws IOException {
    Path file = directory.resolve("log");
    apply(LogLevel.INFO, file.toString());
    String missing = directory.resolve("none/x.log").toString();
    assertThatThrownBy(() -> apply(LogLevel.INFO, "stderr", missing))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot write logs to `%s`: the directory does not exist".formatted(missing));
    context.getLogger("dev.sluice.Some").info("still here");
    assertThat(Files.readString(file)).contains("still here");
  }

  private void apply(LogLevel level, String... outputs) throws IOException {
    Logs.apply(
        new LogSettings(
            level, LogEncoding.CONSOLE, List.of(outputs), Map.of(), null, true, true, false),
        context);
  }
}
