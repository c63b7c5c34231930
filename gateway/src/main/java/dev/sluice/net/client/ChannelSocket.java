package dev.sluice.net.client;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOptions;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The inside of a {@link Socket}, on a channel. A plain socket of the JDK does not notice that its
 * thread is interrupted; a channel is closed by it, and the blocked call throws. So a sender can be
 * stopped in the middle of an exchange.
 */
final class ChannelSocket extends SocketImpl {
  private final SocketChannel channel;
  private final Predicate<InetAddress> allowed;

  /** The address is one that must not be connected to. */
  static final class ForbiddenAddress extends IOException {
    private static final long serialVersionUID = 1;

    ForbiddenAddress(InetAddress address) {
      super("%s is an address that is not to be asked".formatted(address.getHostAddress()));
    }
  }

  private ChannelSocket(Predicate<InetAddress> allowed) throws IOException {
    this.allowed = allowed;
    this.channel = SocketChannel.open();
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
  }

  /** A socket whose output gathers that many bytes before it writes, or is flushed. */
  static Socket create(int writeBufferSize, Predicate<InetAddress> allowed) throws IOException {
    return new Gathering(new ChannelSocket(allowed), writeBufferSize);
  }

  /** The output must be wrapped out here: the JDK's own wrapper swallows {@code flush}. */
  private static final class Gathering extends Socket {
    private final int writeBufferSize;
    private @Nullable OutputStream out; // guarded by this

    Gathering(SocketImpl inside, int writeBufferSize) throws SocketException {
      super(inside);
      this.writeBufferSize = writeBufferSize;
    }

    @Override
    public synchronized OutputStream getOutputStream() throws IOException {
      if (out == null) {
        OutputStream raw = super.getOutputStream();
        out = writeBufferSize == 0 ? raw : new BufferedOutputStream(raw, writeBufferSize);
      }
      return out;
    }
  }

  @Override
  protected void create(boolean stream) {
    // The constructor has done it.
  }

  @Override
  protected void connect(String host, int port) throws IOException {
    connect(new InetSocketAddress(host, port), 0);
  }

  @Override
  protected void connect(InetAddress host, int port) throws IOException {
    connect(new InetSocketAddress(host, port), 0);
  }

  @Override
  protected void connect(SocketAddress address, int timeoutMillis) throws IOException {
    InetAddress to = ((InetSocketAddress) address).getAddress();
    if (to != null && !allowed.test(to)) throw new ForbiddenAddress(to);
    channel.socket().connect(address, timeoutMillis);
    InetSocketAddress remote = (InetSocketAddress) channel.getRemoteAddress();
    this.address = remote.getAddress();
    this.port = remote.getPort();
    this.localport = channel.socket().getLocalPort();
  }

  @Override
  protected void bind(InetAddress host, int port) throws IOException {
    channel.bind(new InetSocketAddress(host, port));
  }

  @Override
  protected void listen(int backlog) throws IOException {
    throw new SocketException("a client's socket does not listen");
  }

  @Override
  protected void accept(SocketImpl socket) throws IOException {
    throw new SocketException("a client's socket does not accept");
  }

  @Override
  protected InputStream getInputStream() throws IOException {
    return channel.socket().getInputStream();
  }

  @Override
  protected OutputStream getOutputStream() throws IOException {
    return channel.socket().getOutputStream();
  }

  @Override
  protected int available() throws IOException {
    return channel.socket().getInputStream().available();
  }

  @Override
  protected void close() throws IOException {
    channel.close();
  }

  @Override
  protected void shutdownInput() throws IOException {
    channel.shutdownInput();
  }

  @Override
  protected void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  protected void sendUrgentData(int data) throws IOException {
    throw new SocketException("there is no urgent data");
  }

  @Override
  protected FileDescriptor getFileDescriptor() {
    return new FileDescriptor();
  }

  /** Only what HTTP and TLS clients use; the rest is left as it is. */
  @Override
  public void setOption(int option, Object value) throws SocketException {
    if (option == SocketOptions.SO_TIMEOUT) channel.socket().setSoTimeout((Integer) value);
  }

  @Override
  public Object getOption(int option) throws SocketException {
    return switch (option) {
      case SocketOptions.SO_TIMEOUT -> channel.socket().getSoTimeout();
      case SocketOptions.TCP_NODELAY -> channel.socket().getTcpNoDelay();
      case SocketOptions.SO_BINDADDR -> channel.socket().getLocalAddress();
      case SocketOptions.SO_RCVBUF -> channel.socket().getReceiveBufferSize();
      case SocketOptions.SO_SNDBUF -> channel.socket().getSendBufferSize();
      case SocketOptions.SO_KEEPALIVE -> channel.socket().getKeepAlive();
      case SocketOptions.SO_LINGER -> channel.socket().getSoLinger();
      default -> throw new SocketException("option " + option + " is not supported");
    };
  }
}
