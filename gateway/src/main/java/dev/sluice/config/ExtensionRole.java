package dev.sluice.config;

/** What an extension can do for the components that name it. */
public enum ExtensionRole {
  STORAGE("keeps no data on disk", "file_storage"),
  CLIENT_AUTHENTICATOR(
      "cannot sign the requests of a client",
      "basicauth with `client_auth`, bearertokenauth, oauth2client, headers_setter"),
  SERVER_AUTHENTICATOR(
      "cannot check the requests to a server", "basicauth with `htpasswd`, bearertokenauth"),
  /** Besides being a client's: what it adds must be read by nobody on the way. */
  SENDS_CREDENTIALS("sends no credentials", "basicauth, bearertokenauth, oauth2client");

  final String lack;
  final String suitable;

  ExtensionRole(String lack, String suitable) {
    this.lack = lack;
    this.suitable = suitable;
  }
}
