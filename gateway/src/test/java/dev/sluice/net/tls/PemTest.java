package dev.sluice.net.tls;

import static dev.sluice.net.tls.TlsFixtures.pem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.Secret;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemTest {
  @TempDir private Path folder;

  @Test
  void everyFormOfAKey_isTheSameKey() throws Exception {
    assertThat(PemKey.load(pem("server-pkcs1.key"))).isEqualTo(PemKey.load(pem("server.key")));
    assertThat(PemKey.load(pem("client-sec1.key")).getAlgorithm()).isEqualTo("EC");
    assertThat(secret("client-sec1.key")).isEqualTo(secret("client.key"));
    assertThat(PemKey.load(pem("ed25519.key")).getAlgorithm()).isEqualTo("EdDSA");
  }

  @Test
  void aChain_keepsItsOrder() throws Exception {
    String chain = Files.readString(TlsFixtures.file("server.pem")) + "words between\n";
    Pem text =
        new Pem("cert_pem", null, new Secret(chain + Files.readString(TlsFixtures.file("ca.pem"))));
    assertThat(PemCertificates.load(text))
        .extracting(c -> c.getSubjectX500Principal().getName())
        .containsExactly("CN=localhost", "CN=Sluice test authority");
  }

  @Test
  void whatCannotBeUsed_isNamedWithItsFile() throws Exception {
    Path garbage = Files.writeString(folder.resolve("garbage.pem"), "nothing of the kind");
    Path broken =
        Files.writeString(
            folder.resolve("broken.key"),
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    assertRefused(() -> PemCertificates.load(file(garbage)), "garbage.pem\": holds no certificate");
    assertRefused(() -> PemKey.load(file(garbage)), "garbage.pem\": holds no private key");
    assertRefused(() -> PemKey.load(file(broken)), "broken.key\": the private key cannot be read");
    assertRefused(() -> PemKey.load(pem("encrypted.key")), "the key is encrypted");
    assertRefused(() -> PemKey.load(file(folder.resolve("none"))), "none\": no such file");
    assertRefused(() -> PemKey.load(file(folder)), "cannot be read");
  }

  @Test
  void aKeyOfAnotherCertificate_isRefused() {
    assertRefused(() -> Identity.load(pem("server.pem"), pem("client.key")), "does not fit");
  }

  private static BigInteger secret(String name) throws TlsException {
    return ((ECPrivateKey) PemKey.load(pem(name))).getS();
  }

  private static Pem file(Path path) {
    return new Pem("key_file", path.toString(), null);
  }

  private static void assertRefused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(TlsException.class).hasMessageContaining(message);
  }
}
