package dev.sluice.cli;

import dev.sluice.net.http.BodyProblem;
import dev.sluice.net.http.HttpAnswer;
import dev.sluice.net.http.HttpHandler;
import dev.sluice.net.http.HttpHead;
import dev.sluice.net.http.Reception;
import dev.sluice.net.http.Replier;
import dev.sluice.telemetry.MetricsFormat;
import dev.sluice.telemetry.MetricsText;
import dev.sluice.wire.ByteSlice;
import dev.sluice.wire.ProtoWriter;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /metrics} and nothing else. */
final class MetricsHandler implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsHandler.class);
  private static final String PLAIN = "text/plain; charset=utf-8";
  private static final HttpAnswer NOT_FOUND =
      HttpAnswer.text(404, PLAIN, "404 page not found: the metrics are at /metrics\n");
  private static final HttpAnswer BUSY =
      new HttpAnswer(503, PLAIN, ByteSlice.utf8("busy\n"), Map.of("Retry-After", "1"));
  private static final HttpAnswer OUR_FAULT =
      HttpAnswer.text(500, PLAIN, "the page could not be written; the log says why\n");

  private final MetricsText text;
  private final Executor writer;

  /** Of the last page: the next will be about as large. */
  private volatile int lastSize = 16 * 1024;

  MetricsHandler(MetricsText text, Executor writer) {
    this.text = text;
    this.writer = writer;
  }

  @Override
  public Reception onHead(HttpHead head) {
    if (!head.path().equals("/metrics")) return Reception.answer(NOT_FOUND);
    return new Scrape(MetricsFormat.accepted(head.header("Accept")));
  }

  private HttpAnswer answer(MetricsFormat format) {
    try {
      return page(format);
    } catch (RuntimeException fault) {
      LOG.error("the metrics could not be written", fault);
      return OUR_FAULT;
    }
  }

  private HttpAnswer page(MetricsFormat format) {
    var out = new ProtoWriter(lastSize + lastSize / 8);
    text.write(format, out);
    lastSize = out.size();
    return new HttpAnswer(200, format.contentType(), out.toSlice());
  }

  /** A request that has no body. */
  private final class Scrape implements Reception {
    private final MetricsFormat format;

    Scrape(MetricsFormat format) {
      this.format = format;
    }

    @Override
    public long maxBytes() {
      return 0;
    }

    @Override
    public boolean grow(long totalBytes) {
      return false;
    }

    @Override
    public void received(byte[] body, Replier replier) {
      try {
        writer.execute(() -> replier.reply(answer(format)));
      } catch (RejectedExecutionException full) {
        replier.reply(BUSY);
      }
    }

    @Override
    public HttpAnswer refused(BodyProblem problem) {
      return HttpAnswer.text(400, PLAIN, "a scrape has no body\n");
    }

    @Override
    public void cancelled() {
      // Nothing was reserved.
    }
  }
}
