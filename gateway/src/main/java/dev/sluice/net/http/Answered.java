package dev.sluice.net.http;

/** A request that needs no body to be answered. The connection looks for it and calls nothing. */
record Answered(HttpAnswer answer) implements Reception {
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
    replier.reply(answer);
  }

  @Override
  public HttpAnswer refused(BodyProblem problem) {
    return answer;
  }

  @Override
  public void cancelled() {
    // There is nothing to give back.
  }
}
