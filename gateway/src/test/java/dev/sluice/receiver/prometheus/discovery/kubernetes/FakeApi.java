package dev.sluice.receiver.prometheus.discovery.kubernetes;

import dev.sluice.net.FakeBackend;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * An API server on a real socket: lists, chunked watches, versions, and all the ways in which it
 * can be difficult.
 */
public final class FakeApi implements AutoCloseable {
  private record Event(int version, String path, String text) {}

  private final FakeBackend server;
  private final Map<String, Map<String, String>> objects = new TreeMap<>();
  private final List<Event> history = new ArrayList<>();
  private final Map<BlockingQueue<String>, String> watches = new LinkedHashMap<>();
  private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
  private final Map<String, FakeBackend.Behaviour> refusals = new TreeMap<>();
  private int version = 100;
  private int forgotten;
  private int pageSize = 500;

  public FakeApi() throws IOException {
    server = new FakeBackend(this::answer);
  }

  /** On a socket from outside, one that speaks TLS for instance. */
  FakeApi(ServerSocket socket) {
    server = new FakeBackend(socket, this::answer);
  }

  public String url() {
    return server.url("");
  }

  FakeBackend backend() {
    return server;
  }

  /**
   * @param path such as {@code /api/v1/pods}
   * @param json without resourceVersion
   */
  public synchronized void put(String path, String name, String json) {
    boolean isNew = objects.computeIfAbsent(path, p -> new TreeMap<>()).put(name, json) == null;
    tell(path, isNew ? "ADDED" : "MODIFIED", json);
  }

  public synchronized void remove(String path, String name) {
    tell(path, "DELETED", objects.get(path).remove(name));
  }

  private void tell(String path, String type, String json) {
    version++;
    String stamped =
        json.replaceFirst(
            "\"metadata\": *\\{", "\"metadata\":{\"resourceVersion\":\"" + version + "\",");
    var event =
        new Event(version, path, "{\"type\":\"%s\",\"object\":%s}\n".formatted(type, stamped));
    history.add(event);
    watches.forEach((queue, watched) -> offer(queue, watched, event));
  }

  private static void offer(BlockingQueue<String> queue, String path, Event event) {
    if (path.equals(event.path)) queue.add(event.text);
  }

  /** A text in every open watch. */
  synchronized void say(String text) {
    watches.keySet().forEach(queue -> queue.add(text));
  }

  synchronized void bookmark() {
    version++;
    say(
        "{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"%d\"}}}\n"
            .formatted(version));
  }

  /** Watches end as they should, or in the middle. */
  synchronized void endWatches(boolean inOrder) {
    say(inOrder ? "END" : "CUT");
    watches.clear();
  }

  /** Watches from before now are answered with 410 from now on. */
  synchronized void forget() {
    version++;
    forgotten = version;
    history.clear();
  }

  synchronized void refuse(String path, int status, String message) {
    refusals.put(
        path,
        FakeBackend.answering(
            status,
            "{\"kind\":\"Status\",\"message\":\"" + message + "\",\"code\":" + status + "}"));
  }

  synchronized void allow(String path) {
    refusals.remove(path);
  }

  synchronized void pageSize(int size) {
    pageSize = size;
  }

  /** What was asked for next, with its query; fails after twenty seconds. */
  String asked() throws InterruptedException {
    String next = asked.poll(20, java.util.concurrent.TimeUnit.SECONDS);
    if (next == null) throw new AssertionError("nothing was asked within twenty seconds");
    return next;
  }

  private void answer(FakeBackend.Received request, OutputStream out) throws IOException {
    String[] parts = request.line().split(" ")[1].split("\\?", 2);
    var query = new TreeMap<String, String>();
    for (String one : (parts.length > 1 ? parts[1] : "").split("&")) {
      String[] pair = one.split("=", 2);
      if (pair.length == 2) {
        query.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
      }
    }
    asked.add(parts[0] + " " + query);
    FakeBackend.Behaviour refusal;
    synchronized (this) {
      refusal = refusals.get(parts[0]);
    }
    if (refusal != null) {
      refusal.answer(request, out);
    } else if (query.containsKey("watch")) {
      watch(parts[0], Integer.parseInt(query.get("resourceVersion")), out);
    } else {
      list(parts[0], Integer.parseInt(query.getOrDefault("continue", "0")), request, out);
    }
  }

  private void list(String path, int from, FakeBackend.Received request, OutputStream out)
      throws IOException {
    String body;
    synchronized (this) {
      List<String> all = List.copyOf(objects.getOrDefault(path, Map.of()).values());
      int to = Math.min(all.size(), from + pageSize);
      String rest = to < all.size() ? ",\"continue\":\"" + to + "\"" : "";
      body =
          "{\"kind\":\"List\",\"metadata\":{\"resourceVersion\":\"%d\"%s},\"items\":[%s]}"
              .formatted(version, rest, String.join(",", all.subList(from, to)));
    }
    FakeBackend.answering(200, body, "Content-Type: application/json").answer(request, out);
  }

  private void watch(String path, int since, OutputStream out) throws IOException {
    out.write(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII));
    out.flush();
    var queue = new LinkedBlockingQueue<String>();
    synchronized (this) {
      if (since < forgotten) {
        queue.add("{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410}}\n");
        queue.add("END");
      } else {
        for (Event event : history) if (event.version > since) offer(queue, path, event);
        watches.put(queue, path);
      }
    }
    try {
      while (true) {
        String text = queue.take();
        if (text.equals("CUT")) throw new IOException("cut");
        boolean isEnd = text.equals("END");
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        String size = isEnd ? "0" : Integer.toHexString(bytes.length);
        out.write((size + "\r\n").getBytes(StandardCharsets.US_ASCII));
        if (!isEnd) out.write(bytes);
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
        if (isEnd) return;
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
