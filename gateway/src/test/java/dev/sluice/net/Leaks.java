package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Watches every buffer that Netty hands out, and fails the test class if one was not released. */
public final class Leaks implements BeforeAllCallback, AfterAllCallback {
  private final ListAppender<ILoggingEvent> reports = new ListAppender<>();
  private final Logger log = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    log.setLevel(Level.ERROR);
    reports.start();
    log.addAppender(reports);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    // A leak is reported when its buffer has been collected and the next one is handed out.
    for (int i = 0; i < 3; i++) {
      System.gc();
      System.runFinalization();
      for (int n = 0; n < 200; n++) ByteBufAllocator.DEFAULT.directBuffer(256).release();
    }
    log.detachAppender(reports);
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
    assertThat(reports.list).as("buffers that were not released").isEmpty();
  }
}
