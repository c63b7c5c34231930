package dev.sluice.extension.basicauth;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Users and what their passwords are compared with, as Apache's htpasswd writes them: one {@code
 * user:password} a line; of a user that is there twice, the later counts. Immutable.
 */
final class Htpasswd {
  private final Map<String, PasswordHash> users;

  private Htpasswd(Map<String, PasswordHash> users) {
    this.users = users;
  }

  /** Messages name lines and no contents. */
  static Htpasswd parse(List<String> texts) throws IOException {
    var users = new HashMap<String, PasswordHash>();
    for (String text : texts) {
      int number = 0;
      for (String raw : text.split("\\R", -1)) {
        number++;
        String line = raw.strip();
        if (line.isEmpty() || line.startsWith("#")) continue;
        int colon = line.indexOf(':');
        if (colon <= 0) throw new IOException("line %d is no user:password".formatted(number));
        try {
          users.put(line.substring(0, colon), PasswordHash.of(line.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
          throw new IOException("line %d: %s".formatted(number, e.getMessage()), e);
        }
      }
    }
    if (users.isEmpty()) throw new IOException("there is no user in it");
    return new Htpasswd(users);
  }

  @Nullable PasswordHash of(String user) {
    return users.get(user);
  }
}
