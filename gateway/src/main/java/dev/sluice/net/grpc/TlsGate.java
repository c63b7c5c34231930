package dev.sluice.net.grpc;

import dev.sluice.net.tls.ServerTls;
import dev.sluice.net.tls.TlsException;
import dev.sluice.net.tls.TlsServerConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/** Lets those in who agree on HTTP/2 (RFC 9113, section 3.2). */
// A connection that is closed has nothing more to tell.
@SuppressWarnings("FutureReturnValueIgnored")
final class TlsGate extends ApplicationProtocolNegotiationHandler {
  private final Supplier<GrpcConnection> connections;
  private final Strangers strangers;

  TlsGate(Supplier<GrpcConnection> connections, Strangers strangers) {
    super("");
    this.connections = connections;
    this.strangers = strangers;
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
    strangers.hasNoAlpn(ctx.channel());
    ctx.close();
  }

  /** Netty has each failure of a handshake come this way. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Throwable reason = cause instanceof DecoderException ? cause.getCause() : cause;
    strangers.failed(ctx.channel(), reason == null ? cause : reason);
    ctx.close();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event == GrpcConnection.DRAIN) ctx.close();
    super.userEventTriggered(ctx, event);
  }
}
