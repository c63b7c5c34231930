package dev.sluice.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;

class SystemTrustTest {
  @Test
  void aCertificateOfNoKnownAuthority_isNotTrusted() throws Exception {
    X509Certificate[] chain =
        PemCertificates.load(TlsFixtures.pem("server.pem")).toArray(X509Certificate[]::new);

    assertThatThrownBy(() -> new SystemTrust().checkServerTrusted(chain, "RSA"))
        .isInstanceOf(CertificateException.class)
        .hasMessageContaining("unable to find valid certification path");
  }

  @Test
  void sockets_areSetUpAtTheFirstUseAndOnce() {
    var made = new AtomicInteger();
    var sockets =
        new LazySockets(
            () -> {
              made.incrementAndGet();
              return (SSLSocketFactory) SSLSocketFactory.getDefault();
            });
    assertThat(made).hasValue(0);

    assertThat(sockets.getDefaultCipherSuites()).isNotEmpty();
    assertThat(sockets.getSupportedCipherSuites()).isNotEmpty();

    assertThat(made).hasValue(1);
  }
}
