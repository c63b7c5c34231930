package dev.sluice.relay;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.Executors;
import java.util.logging.Logger;

/**
 * An application like any other: it serves orders, calls itself, and logs. It knows nothing of
 * telemetry; an agent may watch it. Runs in a JVM of its own, until its standard input ends.
 */
final class Shop {
  static final String READY = "all orders are placed";

  private static final Logger LOG = Logger.getLogger(Shop.class.getName());

  private Shop() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    int orders = Integer.parseInt(args[0]);
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpServer server = HttpServer.create(address, 0);
    var threads = Executors.newSingleThreadExecutor();
    server.setExecutor(threads);
    server.createContext("/orders", Shop::place);
    server.start();
    HttpClient client = HttpClient.newHttpClient();
    for (int order = 1; order <= orders; order++) {
      String url =
          "http://%s:%d/orders/%d"
              .formatted(address.getHostString(), server.getAddress().getPort(), order);
      int status =
          client
              .send(
                  HttpRequest.newBuilder(URI.create(url)).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode();
      if (status != 204) throw new IOException("order " + order + ": " + status);
    }
    System.out.println(READY);
    System.in.transferTo(System.out);
    server.stop(0);
    threads.shutdown();
  }

  private static void place(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    LOG.info("placed order " + path.substring(path.lastIndexOf('/') + 1));
    exchange.sendResponseHeaders(204, -1);
    exchange.close();
  }
}
