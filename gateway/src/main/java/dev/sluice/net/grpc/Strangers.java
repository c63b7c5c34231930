package dev.sluice.net.grpc;

import dev.sluice.telemetry.Bulletin;
import io.netty.channel.Channel;
import io.netty.handler.ssl.NotSslRecordException;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what clients are sent away for before their first call, and what to do: these are mistakes
 * in somebody's configuration, and the client may be told nothing by its library. Any thread.
 */
final class Strangers {
  private static final Logger LOG = LoggerFactory.getLogger(Strangers.class);

  /** RFC 8446, section 5.1: the type of a record, handshake. */
  private static final int TLS_HANDSHAKE = 22;

  private final Bulletin bulletin;
  private final boolean withTls;

  Strangers(boolean withTls, LongSupplier nanoTime) {
    this.withTls = withTls;
    this.bulletin = new Bulletin(nanoTime);
  }

  /** Its first bytes are not HTTP/2's. */
  void spoke(Channel channel, int firstByte) {
    if (!withTls && firstByte == TLS_HANDSHAKE) {
      say(channel, "speaks TLS, and here is none: set tls in the receiver, or insecure there");
    } else {
      say(channel, "does not speak HTTP/2; is it meant for the port of OTLP over HTTP?");
    }
  }

  void hasNoAlpn(Channel channel) {
    say(channel, "does not offer HTTP/2 (ALPN h2)");
  }

  /** Nothing is said of a connection that was closed: that is how a port is probed. */
  void failed(Channel channel, Throwable handshake) {
    if (handshake instanceof NotSslRecordException) {
      say(channel, "speaks no TLS, and here it must: set tls there");
    } else if (handshake instanceof SSLException) {
      String why = String.valueOf(handshake.getMessage());
      say(channel, "and we do not agree on TLS (" + why + ")");
    } else {
      LOG.debug("no TLS with {}: {}", channel.remoteAddress(), handshake.toString());
    }
  }

  private void say(Channel channel, String what) {
    bulletin.warn(
        LOG,
        () ->
            "gRPC at %s: a client at %s %s; it is sent away"
                .formatted(channel.localAddress(), channel.remoteAddress(), what));
  }
}
