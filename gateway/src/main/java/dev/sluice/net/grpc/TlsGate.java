package dev.sluice.net.grpc;

import dev.sluice.net.tls.ServerTls;
import dev.sluice.net.tls.TlsException;
import dev.sluice.net.tls.TlsServerConfig;
import dev.sluice.telemetry.Bulletin;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets those in who agree on HTTP/2 (RFC 9113, section 3.2). */
// A connection that is closed has nothing more to tell.
@SuppressWarnings("FutureReturnValueIgnored")
final class TlsGate extends ApplicationProtocolNegotiationHandler {
  private static final Logger LOG = LoggerFactory.getLogger(TlsGate.class);

  private final Supplier<GrpcConnection> connections;
  private final Bulletin bulletin;

  TlsGate(Supplier<GrpcConnection> connections, Bulletin bulletin) {
    super("");
    this.connections = connections;
    this.bulletin = bulletin;
  }

  static SslContext context(TlsServerConfig config, LongSupplier nanoTime) throws TlsException {
    try {
      return ServerTls.http2(config, nanoTime).build();
    } catch (SSLException e) {
      throw new TlsException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  @Override
  protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
    if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
      ctx.pipeline().addLast(connections.get());
      return;
    }
    bulletin.warn(
        LOG,
        () ->
            "gRPC at %s: a client at %s does not offer HTTP/2 (ALPN h2) and is sent away"
                .formatted(ctx.channel().localAddress(), ctx.channel().remoteAddress()));
    ctx.close();
  }

  @Override
  protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("no TLS with {}: {}", ctx.channel().remoteAddress(), cause.toString());
    ctx.close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("connection of {} ends: {}", ctx.channel().remoteAddress(), cause.toString());
    ctx.close();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event == GrpcConnection.DRAIN) ctx.close();
    super.userEventTriggered(ctx, event);
  }
}
