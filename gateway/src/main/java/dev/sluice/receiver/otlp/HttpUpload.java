package dev.sluice.receiver.otlp;

import dev.sluice.component.Admission;
import dev.sluice.component.Refusal;
import dev.sluice.data.Metadata;
import dev.sluice.net.http.BodyProblem;
import dev.sluice.net.http.HttpAnswer;
import dev.sluice.net.http.Reception;
import dev.sluice.net.http.Replier;
import dev.sluice.otlp.JsonLimits;
import dev.sluice.otlp.OtlpJson;
import dev.sluice.wire.MalformedException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One request's body on its way in, with the room that was made for it. */
final class HttpUpload extends Waiting implements Reception {
  private final Taker taker;
  private final Admission admission;
  private final Metadata metadata;
  private final HttpReplies replies;
  private final long maxBytes;
  private @Nullable Refusal noRoom;
  private @Nullable Replier replier;

  HttpUpload(
      Taker taker, Admission admission, Metadata metadata, HttpReplies replies, long maxBytes) {
    this.taker = taker;
    this.admission = admission;
    this.metadata = metadata;
    this.replies = replies;
    this.maxBytes = maxBytes;
  }

  @Override
  public long maxBytes() {
    return maxBytes;
  }

  @Override
  public boolean grow(long totalBytes) {
    noRoom = taker.grow(admission, totalBytes);
    return noRoom == null;
  }

  @Override
  public void received(byte[] body, Replier to) {
    replier = to;
    try (admission) {
      if (replies.isJson()) {
        takeJson(body);
      } else {
        taker.take(body, admission, metadata, this);
      }
    }
  }

  private void takeJson(byte[] json) {
    byte[] protobuf;
    try {
      protobuf = OtlpJson.toProtobuf(taker.signal(), json, 0, json.length, JsonLimits.DEFAULT);
    } catch (MalformedException e) {
      taker.malformed(admission);
      answer(Verdict.malformed(e.getMessage()));
      return;
    }
    taker.take(protobuf, admission, metadata, this);
  }

  @Override
  void answer(Verdict verdict) {
    Objects.requireNonNull(replier, "the body is not here").reply(http(verdict));
  }

  private HttpAnswer http(Verdict verdict) {
    return replies.answer(taker.signal(), verdict);
  }

  @Override
  public HttpAnswer refused(BodyProblem problem) {
    return switch (problem.reason()) {
      case NO_ROOM -> {
        admission.close();
        Refusal refusal = Objects.requireNonNull(noRoom, "grow has not said no");
        yield http(Verdict.refused(refusal));
      }
      case TOO_LARGE -> {
        taker.malformed(admission);
        yield http(Verdict.tooLarge(problem.message()));
      }
      case UNSUPPORTED_ENCODING, CORRUPT -> {
        taker.malformed(admission);
        yield http(Verdict.malformed(problem.message()));
      }
      case TOO_SLOW -> {
        taker.malformed(admission);
        yield replies.tooSlow(problem.message());
      }
    };
  }

  @Override
  public void cancelled() {
    admission.close();
  }
}
