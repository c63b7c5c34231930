package dev.sluice.net.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.function.Predicate;
import javax.net.SocketFactory;

/**
 * Plain sockets without Nagle's delay, which gather small writes and end a blocked read or write
 * when the thread is interrupted: see {@link ChannelSocket}.
 */
final class ChannelSockets extends SocketFactory {
  private final int writeBufferSize;
  private final Predicate<InetAddress> allowed;

  ChannelSockets(int writeBufferSize) {
    this(writeBufferSize, address -> true);
  }

  /**
   * @param allowed asked with the address itself, right before each connection is made
   */
  ChannelSockets(int writeBufferSize, Predicate<InetAddress> allowed) {
    this.writeBufferSize = writeBufferSize;
    this.allowed = allowed;
  }

  @Override
  public Socket createSocket() throws IOException {
    return ChannelSocket.create(writeBufferSize, allowed);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  private Socket connected(InetSocketAddress address) throws IOException {
    Socket socket = createSocket();
    socket.connect(address);
    return socket;
  }
}
