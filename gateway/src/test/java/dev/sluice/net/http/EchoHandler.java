package dev.sluice.net.http;

import dev.sluice.wire.ByteSlice;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers what it is told by the path: {@code /echo} the body, {@code /later} the body when {@link
 * #answerLater} is called, {@code /no} a refusal before the body, {@code /fault} an exception.
 */
final class EchoHandler implements HttpHandler {
  /** Paths of the requests whose head was seen. */
  final List<String> heads = new CopyOnWriteArrayList<>();

  /** How the bodies ended: received, refused or cancelled. */
  final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

  final BlockingQueue<Runnable> later = new LinkedBlockingQueue<>();
  final AtomicInteger bodies = new AtomicInteger();
  volatile long maxBytes = 1 << 20;
  volatile long room = Long.MAX_VALUE;
  volatile long largestGrowth;

  @Override
  public Reception onHead(HttpHead head) {
    heads.add(head.path());
    return switch (head.path()) {
      case "/no" ->
          Reception.answer(
              new HttpAnswer(
                  503, "text/plain", ByteSlice.utf8("come again"), Map.of("Retry-After", "1")));
      case "/fault" -> throw new IllegalStateException("as asked");
      default -> new Echo(head.path(), head.method());
    };
  }

  void answerLater() throws InterruptedException {
    later.take().run();
  }

  private final class Echo implements Reception {
    private final String path;
    private final String method;

    Echo(String path, String method) {
      this.path = path;
      this.method = method;
    }

    @Override
    public long maxBytes() {
      return maxBytes;
    }

    @Override
    public boolean grow(long totalBytes) {
      largestGrowth = Math.max(largestGrowth, totalBytes);
      return totalBytes <= room;
    }

    @Override
    public void received(byte[] body, Replier replier) {
      bodies.incrementAndGet();
      ends.add("received");
      if (path.equals("/late-fault")) throw new IllegalStateException("as asked");
      HttpAnswer answer =
          new HttpAnswer(
              200, "application/octet-stream", ByteSlice.of(body), Map.of("X-Method", method));
      if (path.startsWith("/later")) {
        later.add(() -> replier.reply(answer));
      } else {
        replier.reply(answer);
      }
    }

    @Override
    public HttpAnswer refused(BodyProblem problem) {
      ends.add("refused");
      int status =
          switch (problem.reason()) {
            case UNSUPPORTED_ENCODING -> 415;
            case TOO_LARGE -> 413;
            case CORRUPT -> 400;
            case NO_ROOM -> 503;
            case TOO_SLOW -> 408;
          };
      return HttpAnswer.text(status, "text/plain", problem.message());
    }

    @Override
    public void cancelled() {
      ends.add("cancelled");
    }
  }
}
