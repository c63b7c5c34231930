package dev.sluice.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * An HTTP server on a free loopback port that answers as a test says and remembers what it was
 * sent. What is scripted comes first, then what {@link #answers} says; without either it is 200.
 */
public final class FakeBackend implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Request> requests = new ArrayList<>();
  private final Deque<Reply> script = new ArrayDeque<>();
  private volatile Function<Request, Reply> behaviour = request -> Reply.of(200);

  /**
   * What was sent.
   *
   * @param headers the last value of each, by lower-case name
   * @param body as it was on the wire
   */
  public record Request(String method, String path, Map<String, String> headers, Body body) {
    public String header(String name) {
      return headers.get(name.toLowerCase(Locale.ROOT));
    }
  }

  /** Bytes that are not compared by identity. */
  public static final class Body {
    private final byte[] bytes;

    Body(byte[] bytes) {
      this.bytes = bytes;
    }

    public byte[] bytes() {
      return bytes.clone();
    }

    @Override
    public String toString() {
      return bytes.length + " bytes";
    }
  }

  public record Reply(int status, Map<String, String> headers, String body) {
    public static Reply of(int status) {
      return new Reply(status, Map.of(), "");
    }

    public static Reply of(int status, String body) {
      return new Reply(status, Map.of(), body);
    }

    public Reply with(String header, String value) {
      var more = new TreeMap<>(headers);
      more.put(header, value);
      return new Reply(status, more, body);
    }
  }

  public FakeBackend() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** {@code http://127.0.0.1:port} and the path. */
  public String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** The next request that nothing is scripted for yet is answered so. */
  public synchronized void willAnswer(Reply reply) {
    script.add(reply);
  }

  /** What is not scripted is answered so. */
  public void answers(Function<Request, Reply> newBehaviour) {
    behaviour = newBehaviour;
  }

  /** What was sent so far, in the order of the answers. */
  public synchronized List<Request> requests() {
    return List.copyOf(requests);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var headers = new TreeMap<String, String>();
      exchange
          .getRequestHeaders()
          .forEach(
              (name, values) ->
                  headers.put(name.toLowerCase(Locale.ROOT), values.get(values.size() - 1)));
      var request =
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              headers,
              new Body(exchange.getRequestBody().readAllBytes()));
      Reply reply = answer(request);
      reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
      if (body.length > 0) exchange.getResponseBody().write(body);
    }
  }

  private synchronized Reply answer(Request request) {
    requests.add(request);
    Reply scripted = script.poll();
    return scripted != null ? scripted : behaviour.apply(request);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
