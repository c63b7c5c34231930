package dev.sluice.net.grpc;

import dev.sluice.net.codec.Room;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call on its way: admitted before a byte of its message is read, given room as the bytes come,
 * answered once. Belongs to the connection's event loop, but for the answer ({@link #accept}),
 * which may come from any thread, and when the client has gone.
 *
 * <pre>
 *   reading --- message whole --> handed over --- answer --> answered
 *      |                              |
 *      +-- refused, slow: answered    +-- stream gone: the answer is ignored
 *      +-- stream gone: abandoned
 * </pre>
 */
final class UnaryCall implements Consumer<GrpcAnswer>, Room, Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(UnaryCall.class);
  private static final GrpcAnswer TOO_SLOW =
      GrpcAnswer.error(GrpcAnswer.DEADLINE_EXCEEDED, "the message came too slowly");
  private static final GrpcAnswer TOO_LATE =
      GrpcAnswer.error(
          GrpcAnswer.DEADLINE_EXCEEDED, "the message was not whole before the call's deadline");

  private final AnswerWriter answers;
  private final Http2Stream stream;
  private final CallHead head;
  private final UnaryHandler.Exchange exchange;
  private final long beganAt;
  private @Nullable MessageReader reader;
  private long received;
  private long reserved;
  private boolean halfClosed;
  private boolean answered;
  private boolean waiting;
  private long waitingSince;

  /** Guarded by this. */
  private @Nullable GrpcAnswer answer;

  UnaryCall(
      AnswerWriter answers,
      Http2Stream stream,
      CallHead head,
      UnaryHandler.Exchange exchange,
      long maxMessageBytes,
      long now) {
    this.answers = answers;
    this.stream = stream;
    this.head = head;
    this.exchange = exchange;
    this.beganAt = now;
    this.reader = new MessageReader(head.encoding(), maxMessageBytes, this);
  }

  /** Asks for the first room. */
  void start(long firstBytes) {
    if (!grow(firstBytes)) end(exchange.noRoom());
  }

  @Override
  public boolean grow(long totalBytes) {
    if (totalBytes <= reserved) return true;
    if (!exchange.grow(totalBytes)) return false;
    reserved = totalBytes;
    return true;
  }

  /** Bytes of the message have come; {@code last}: and no more will. */
  void data(ByteBuf data, boolean last) {
    halfClosed |= last;
    MessageReader message = reader;
    if (message == null) return;
    received += data.readableBytes();
    try {
      message.add(data);
      if (last) hand(message.finish());
    } catch (Refused e) {
      GrpcAnswer refusal = e.answer();
      end(refusal == null ? exchange.noRoom() : refusal);
    }
  }

  private void hand(byte[] message) {
    stopReading();
    try {
      exchange.message(message, this);
    } catch (RuntimeException fault) {
      LOG.error("a call could not be served: our fault", fault);
      accept(GrpcAnswer.OUR_FAULT);
    }
  }

  /** Ends the call if its client takes too long to send its message, or to take the answer. */
  void checkPace(long now, GrpcLimits limits) {
    if (reader == null) {
      if (answered) checkTaken(now, limits);
      return;
    }
    if (limits.isTooSlow(now - beganAt, received)) {
      end(TOO_SLOW);
    } else if (head.deadline() - now < 0) {
      end(TOO_LATE);
    }
  }

  /** The stream is still there: the client has no window for the answer, or reads nothing. */
  private void checkTaken(long now, GrpcLimits limits) {
    if (!waiting) {
      waiting = true;
      waitingSince = now;
    } else if (now - waitingSince > limits.callTimeout().toNanos()) {
      answers.giveUp(stream);
    }
  }

  /** The stream is no more: closed in order, reset by the client, or gone with its connection. */
  void gone() {
    if (stopReading()) exchange.abandoned();
  }

  private void end(GrpcAnswer refusal) {
    if (!stopReading()) return;
    exchange.abandoned();
    accept(refusal);
  }

  private boolean stopReading() {
    MessageReader message = reader;
    if (message == null) return false;
    reader = null;
    message.close();
    return true;
  }

  /** The answer, from any thread; what comes after the first is ignored. */
  @Override
  public void accept(GrpcAnswer given) {
    synchronized (this) {
      if (answer != null) return;
      answer = given;
    }
    if (answers.loop().inEventLoop()) {
      run();
      return;
    }
    try {
      answers.loop().execute(this);
    } catch (RejectedExecutionException ignored) {
      // The event loops have ended, and the connection with them.
    }
  }

  /** Sends the answer; on the event loop. */
  @Override
  public void run() {
    GrpcAnswer given;
    synchronized (this) {
      given = answer;
    }
    if (given == null) return;
    answered = true;
    answers.write(stream, head.answerEncoding(), given, halfClosed);
  }
}
