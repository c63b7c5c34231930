package dev.sluice.extension.basicauth;

import dev.sluice.config.Secret;
import dev.sluice.config.Section;
import dev.sluice.net.auth.SecretSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands under {@code extensions: basicauth:}: one half or the other.
 *
 * @param client null: it is for servers
 * @param users of a server, the later ones over the earlier; empty: it is for clients
 */
public record BasicAuthConfig(@Nullable Client client, List<SecretSource> users) {
  /** Null where nothing is written: then it is empty. */
  public record Client(@Nullable SecretSource user, @Nullable SecretSource password) {}

  static BasicAuthConfig read(Section s) {
    Section client = s.section("client_auth", "what clients send");
    Section server = s.section("htpasswd", "who may send, as Apache's htpasswd writes it");
    Client read = readClient(client);
    List<SecretSource> users = readUsers(server);
    if (client.isWritten() && server.isWritten()) {
      s.refuse(
          "client_auth",
          "excludes `htpasswd`",
          "fix: two extensions, such as basicauth/client and basicauth/server");
    } else if (!client.isWritten() && !server.isWritten()) {
      s.refuse(
          "client_auth",
          "is missing",
          "expected: client_auth for exporters, htpasswd for receivers");
    }
    return client.isWritten()
        ? new BasicAuthConfig(read, List.of())
        : new BasicAuthConfig(null, users);
  }

  private static Client readClient(Section s) {
    String name = s.optionalText("username", "the user's name");
    String file =
        s.optionalText("username_file", "the user's name, in a file; a changed one is taken up");
    if (name != null && file != null) {
      s.warn("username", "does not count beside `username_file`");
    }
    SecretSource user = name == null ? null : SecretSource.of("username", name);
    if (file != null && !file.isEmpty()) user = SecretSource.ofFile(s, "username_file", file);
    if (name != null && name.indexOf(':') >= 0) {
      s.refuse("username", "has a colon, which ends the name for every server");
    }
    if (s.isWritten() && user == null && !s.has("username_file")) {
      s.refuse("username", "is missing", "fix: username: me");
    }
    SecretSource password = SecretSource.readPreferringFile(s, "password", "the user's password");
    if (s.plain("aws_secrets_manager", "not in this build") != null) {
      s.refuse(
          "aws_secrets_manager", "is not in this build", "expected: username_file, password_file");
    }
    return new Client(user, password);
  }

  private static List<SecretSource> readUsers(Section s) {
    String file = s.optionalText("file", "the file; a changed one is taken up");
    Secret inline = s.secret("inline", "the same as a text; its users win over those of the file");
    var users = new ArrayList<SecretSource>();
    if (file != null && !file.isEmpty()) {
      SecretSource source = SecretSource.ofFile(s, "file", file);
      if (source != null) users.add(source);
    }
    if (inline != null && !inline.reveal().isBlank()) {
      users.add(new SecretSource("inline", inline, null));
      try {
        Htpasswd.parse(List.of(inline.reveal()));
      } catch (IOException e) {
        s.refuse("inline", "is no htpasswd: " + e.getMessage());
      }
    }
    if (s.isWritten() && users.isEmpty()) {
      s.refuse("file", "is missing", "expected: file, or inline");
    }
    return List.copyOf(users);
  }
}
