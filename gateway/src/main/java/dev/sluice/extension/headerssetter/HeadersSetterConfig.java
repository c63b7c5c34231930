package dev.sluice.extension.headerssetter;

import dev.sluice.config.Section;
import java.util.List;

/** What stands under {@code extensions: headers_setter:}. */
public record HeadersSetterConfig(List<HeaderRule> headers) {
  static HeadersSetterConfig read(Section s) {
    List<HeaderRule> headers =
        s.sections("headers", "headers of each request").stream().map(HeaderRule::read).toList();
    if (s.optionalText("additional_auth", "not in this build") != null) {
      s.refuse("additional_auth", "is not in this build", "expected: one authenticator a client");
    }
    if (headers.isEmpty()) {
      s.refuse(
          "headers", "is missing", "fix: headers: [{key: X-Scope-OrgID, from_context: x-tenant}]");
    }
    return new HeadersSetterConfig(headers);
  }
}
