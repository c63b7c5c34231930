package dev.sluice.net.grpc;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A client that sends exactly the HTTP/2 frames it is told. RFC 9113, section 6. */
final class RawHttp2 implements Closeable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;
  static final int PADDED = 8;

  static final int REFUSED_STREAM = 7;
  static final int ENHANCE_YOUR_CALM = 11;

  private final Socket socket;
  private final DataInputStream in;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();
  private int nextStream = 1;

  record Frame(int type, int flags, int stream, byte[] payload) {
    /** The error of RST_STREAM or GOAWAY. */
    int error() {
      int at = type == GOAWAY ? 4 : 0;
      return (payload[at] & 0xFF) << 24
          | (payload[at + 1] & 0xFF) << 16
          | (payload[at + 2] & 0xFF) << 8
          | payload[at + 3] & 0xFF;
    }
  }

  RawHttp2(int port) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(10_000);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    frame(SETTINGS, 0, 0);
    flush();
  }

  RawHttp2 frame(int type, int flags, int stream, byte... payload) {
    out.write(payload.length >>> 16);
    out.write(payload.length >>> 8);
    out.write(payload.length);
    out.write(type);
    out.write(flags);
    for (int shift = 24; shift >= 0; shift -= 8) out.write(stream >>> shift);
    out.writeBytes(payload);
    return this;
  }

  void flush() throws IOException {
    socket.getOutputStream().write(out.toByteArray());
    out.reset();
  }

  /** Begins a call; more headers as name and value in turn. Returns its stream. */
  int begin(String method, String... more) {
    int stream = nextStream();
    frame(HEADERS, END_HEADERS, stream, head(method, more));
    return stream;
  }

  int nextStream() {
    int stream = nextStream;
    nextStream += 2;
    return stream;
  }

  static byte[] head(String method, String... more) {
    var block = new ByteArrayOutputStream();
    String[] fixed = {
      ":method",
      "POST",
      ":scheme",
      "http",
      ":path",
      "/" + method,
      ":authority",
      "x",
      "content-type",
      "application/grpc",
      "te",
      "trailers"
    };
    for (int i = 0; i < fixed.length; i += 2) field(block, fixed[i], fixed[i + 1]);
    for (int i = 0; i < more.length; i += 2) field(block, more[i], more[i + 1]);
    return block.toByteArray();
  }

  /** RFC 7541, section 6.2.2: a literal, not indexed, not Huffman-coded. */
  private static void field(ByteArrayOutputStream block, String name, String value) {
    block.write(0);
    text(block, name);
    text(block, value);
  }

  private static void text(ByteArrayOutputStream block, String text) {
    int length = text.length();
    if (length < 127) {
      block.write(length);
    } else {
      block.write(127);
      for (length -= 127; length >= 128; length >>>= 7) block.write(length & 127 | 128);
      block.write(length);
    }
    block.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** The next frame of that type, whatever comes before it; null if the connection ends first. */
  @Nullable Frame await(int type) throws IOException {
    for (Frame frame = read(); frame != null; frame = read()) {
      if (frame.type == type) return frame;
    }
    return null;
  }

  /** The next HEADERS, decoded; each must be, in its order. Null if the connection ends first. */
  @Nullable Http2Headers awaitHeaders() throws Exception {
    Frame frame = await(HEADERS);
    if (frame == null) return null;
    return decoder.decodeHeaders(frame.stream, Unpooled.wrappedBuffer(frame.payload));
  }

  /** Whether the server ends a stream: with trailers, or with a reset. */
  boolean awaitEndOfStream() throws IOException {
    for (Frame frame = read(); frame != null; frame = read()) {
      if (frame.type == HEADERS || frame.type == RST_STREAM) return true;
    }
    return false;
  }

  @Nullable Frame read() throws IOException {
    try {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = in.readNBytes(length);
      return payload.length < length ? null : new Frame(type, flags, stream, payload);
    } catch (EOFException ended) {
      return null;
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException reset) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
