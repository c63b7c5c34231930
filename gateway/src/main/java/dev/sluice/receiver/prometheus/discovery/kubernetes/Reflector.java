package dev.sluice.receiver.prometheus.discovery.kubernetes;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.sluice.receiver.prometheus.discovery.DiscoveryException;
import dev.sluice.receiver.prometheus.discovery.Lent;
import dev.sluice.receiver.prometheus.discovery.Standing;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the scene of all objects of one resource in one namespace: lists them, watches from there,
 * and lists again when the server no longer remembers where that was.
 *
 * <pre>
 *   list --> watch --> (the stream ends) --> watch from the last version
 *     ^        |
 *     +--------+ 410 Gone, or anything that goes wrong, after a pause
 * </pre>
 */
final class Reflector implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Reflector.class);
  private static final int GONE = 410;

  /** After which the server ends a watch; a connection that died unseen lasts no longer. */
  private static final int WATCH_SECONDS = 240;

  private static final int PAGE = 500;
  private static final Duration LIST_TIMEOUT = Duration.ofMinutes(1);
  private static final Duration WATCH_TIMEOUT = Duration.ofSeconds(2 * WATCH_SECONDS + 30);
  private static final long FIRST_PAUSE_NANOS = 800_000_000L;
  private static final long LONGEST_PAUSE_NANOS = 30_000_000_000L;

  private final Resource resource;
  private final String namespace;
  private final Selector selector;
  private final Api api;
  private final Scene scene;
  private final Lent lent;
  private final Standing standing;
  private final CountDownLatch closed;

  /** Where the watch goes on; empty to list anew. */
  private String version = "";

  /** Whether the next list must not come from a cache that may be old. */
  private boolean mustBeFresh;

  private long pauseNanos = FIRST_PAUSE_NANOS;

  /** The server forgot the version. */
  private static final class GoneException extends Exception {
    private static final long serialVersionUID = 1;

    private GoneException() {
      super(null, null, false, false);
    }
  }

  /**
   * @param namespace empty for all
   * @param closed at zero nothing is asked any more
   */
  Reflector(
      Resource resource,
      String namespace,
      Selector selector,
      Api api,
      Scene scene,
      Lent lent,
      CountDownLatch closed) {
    this.resource = resource;
    this.namespace = namespace;
    this.selector = selector;
    this.api = api;
    this.scene = scene;
    this.lent = lent;
    this.closed = closed;
    this.standing = new Standing(lent);
  }

  @Override
  public void run() {
    while (closed.getCount() > 0 && !Thread.currentThread().isInterrupted()) {
      try {
        step();
      } catch (GoneException e) {
        version = "";
        mustBeFresh = true;
        // A server that forgets at once must not be asked for lists in a loop.
        pause();
      } catch (DiscoveryException e) {
        if (closed.getCount() == 0 || Thread.currentThread().isInterrupted()) return;
        version = "";
        standing.failed(String.valueOf(e.getMessage()));
        pause();
      } catch (RuntimeException e) {
        LOG.error("receiver '{}', {}: a fault of ours", lent.receiver(), lent.title(), e);
        version = "";
        pause();
      }
    }
  }

  private void step() throws DiscoveryException, GoneException {
    if (version.isEmpty()) {
      list();
      mustBeFresh = false;
      standing.succeeded();
    }
    long began = lent.clock().nanoTime();
    boolean saidAnything = watch();
    // A server that ends every watch at once must not be asked in a loop.
    boolean isHasty = lent.clock().nanoTime() - began < FIRST_PAUSE_NANOS;
    if (saidAnything || !isHasty) {
      pauseNanos = FIRST_PAUSE_NANOS;
    } else {
      pause();
    }
  }

  /** Waits longer each time, and never as long as another gateway. */
  private void pause() {
    long nanos = (long) (pauseNanos * (0.5 + lent.clock().dice()));
    pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
    try {
      if (closed.await(nanos, TimeUnit.NANOSECONDS)) Thread.currentThread().interrupt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void list() throws DiscoveryException, GoneException {
    var all = new ArrayList<Tree>();
    String listed = "";
    String rest = "";
    do {
      var query = new Query(selector).add("limit", String.valueOf(PAGE));
      if (!rest.isEmpty()) {
        query.add("continue", rest);
      } else if (!mustBeFresh) {
        // Any version will do, so that the server need not ask its store.
        query.add("resourceVersion", "0");
      }
      try (Api.Answer answer = ask("list", query, LIST_TIMEOUT)) {
        Tree metadata = page(answer.json(), all);
        listed = metadata.text("resourceVersion");
        rest = metadata.text("continue");
      } catch (IOException e) {
        throw new DiscoveryException("cannot list %s: %s".formatted(what(), e.getMessage()));
      }
    } while (!rest.isEmpty());
    if (listed.isEmpty()) {
      throw new DiscoveryException("the list of %s has no version".formatted(what()));
    }
    scene.list(this, resource, all);
    version = listed;
  }

  /** Adds the items of one page; the list's own metadata. */
  private Tree page(JsonParser json, List<Tree> all) throws IOException, DiscoveryException {
    Tree metadata = Tree.NOTHING;
    long bytes = 0;
    for (Tree item : all) bytes += item.bytes();
    if (json.nextToken() != JsonToken.START_OBJECT) throw new IOException("it is no JSON object");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken token = json.nextToken();
      if (field.equals("metadata")) {
        metadata = Tree.read(json);
      } else if (field.equals("items") && token == JsonToken.START_ARRAY) {
        while (json.nextToken() != JsonToken.END_ARRAY) {
          Tree item = Tree.read(json);
          bytes += item.bytes();
          if (bytes > lent.maxBytes()) {
            throw new DiscoveryException(
                "the %s are more than fit into the memory; narrow them with namespaces or selectors"
                    .formatted(what()));
          }
          all.add(item);
        }
      } else {
        json.skipChildren();
      }
    }
    return metadata;
  }

  /** Whether anything came before the stream ended. */
  private boolean watch() throws DiscoveryException, GoneException {
    int seconds = WATCH_SECONDS + (int) (WATCH_SECONDS * lent.clock().dice());
    var query =
        new Query(selector)
            .add("watch", "1")
            .add("allowWatchBookmarks", "true")
            .add("resourceVersion", version)
            .add("timeoutSeconds", String.valueOf(seconds));
    boolean saidAnything = false;
    try (Api.Answer answer = ask("watch", query, WATCH_TIMEOUT)) {
      JsonParser json = answer.json();
      while (json.nextToken() != null) {
        event(json);
        saidAnything = true;
      }
    } catch (JsonEOFException e) {
      LOG.debug("receiver '{}', {}: a watch broke off", lent.receiver(), lent.title());
    } catch (JacksonException e) {
      throw new DiscoveryException(
          "the watch of %s is no valid JSON: %s".formatted(what(), e.getOriginalMessage()));
    } catch (IOException e) {
      // A stream that breaks off goes on where it was.
      if (closed.getCount() > 0) {
        LOG.debug("receiver '{}', {}: {}", lent.receiver(), lent.title(), e.getMessage());
      }
    }
    return saidAnything;
  }

  private void event(JsonParser json) throws IOException, DiscoveryException, GoneException {
    String type = "";
    Tree object = Tree.NOTHING;
    if (json.currentToken() != JsonToken.START_OBJECT) throw noEvent();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "type" -> type = json.getValueAsString("");
        case "object" -> object = Tree.read(json);
        default -> json.skipChildren();
      }
    }
    switch (type) {
      case "ADDED", "MODIFIED" -> scene.put(this, resource, object);
      case "DELETED" -> scene.remove(this, resource, object);
      case "BOOKMARK" -> {
        // Only its version counts.
      }
      case "ERROR" -> {
        if (object.text("code").equals(String.valueOf(GONE))) throw new GoneException();
        throw new DiscoveryException(
            "the watch of %s failed: %s".formatted(what(), object.text("message")));
      }
      default -> throw noEvent();
    }
    String newer = object.text("metadata", "resourceVersion");
    if (!newer.isEmpty()) version = newer;
  }

  private DiscoveryException noEvent() {
    return new DiscoveryException(
        "the watch of %s has something that is no event".formatted(what()));
  }

  private Api.Answer ask(String verb, Query query, Duration timeout)
      throws DiscoveryException, GoneException {
    Api.Answer answer = api.get(resource.path(namespace) + query, timeout);
    if (answer.status() == 200) return answer;
    try (answer) {
      if (answer.status() == GONE) throw new GoneException();
      throw new DiscoveryException(refusal(verb, answer));
    }
  }

  private String refusal(String verb, Api.Answer answer) {
    String message = answer.message();
    return switch (answer.status()) {
      case 401 -> "the API server does not know who asks (401): %s".formatted(message);
      case 403 ->
          "the right to %s %s is missing (403); give the service account a %s with apiGroups [\"%s\"], resources [\"%s\"], verbs [\"list\", \"watch\"]: %s"
              .formatted(
                  verb,
                  what(),
                  namespace.isEmpty() ? "ClusterRole" : "Role",
                  resource.group,
                  resource.plural(),
                  message);
      case 404 -> "the API server has no %s (404)".formatted(resource.plural());
      default -> "cannot %s %s: HTTP %d %s".formatted(verb, what(), answer.status(), message);
    };
  }

  private String what() {
    if (!resource.isNamespaced()) return resource.plural();
    return namespace.isEmpty()
        ? resource.plural() + " in all namespaces"
        : resource.plural() + " in namespace '" + namespace + "'";
  }
}
