package dev.sluice.net.tls;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * The few bytes of ASN.1 that turn the older key formats into PKCS#8, the only one that the JDK
 * reads: {@code SEQUENCE { INTEGER 0, SEQUENCE { algorithm, parameters }, OCTET STRING { key } }}.
 */
final class Der {
  private static final int OCTETS = 0x04;
  private static final int SEQUENCE = 0x30;
  private static final int PARAMETERS = 0xA0;

  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

  /** OID 1.2.840.113549.1.1.1 (rsaEncryption) and NULL. */
  private static final byte[] RSA = {
    0x06, 0x09, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0
  };

  /** OID 1.2.840.10045.2.1 (ecPublicKey); the curve follows. */
  private static final byte[] EC = {
    0x06, 0x07, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 0x02, 0x01
  };

  private Der() {}

  static byte[] pkcs8OfRsa(byte[] pkcs1) {
    return pkcs8(RSA, pkcs1);
  }

  /** SEC 1, appendix C.4: the curve stands inside the key, under tag 0. */
  static byte[] pkcs8OfEc(byte[] sec1) {
    return pkcs8(join(EC, curve(sec1)), sec1);
  }

  private static byte[] pkcs8(byte[] algorithm, byte[] key) {
    return wrap(SEQUENCE, join(VERSION_0, wrap(SEQUENCE, algorithm), wrap(OCTETS, key)));
  }

  private static byte[] curve(byte[] sec1) {
    int at = content(sec1, 0);
    while (at < sec1.length) {
      int start = content(sec1, at);
      int end = start + length(sec1, at);
      if (end > sec1.length) break;
      if ((sec1[at] & 0xFF) == PARAMETERS) return Arrays.copyOfRange(sec1, start, end);
      at = end;
    }
    throw new IllegalArgumentException("the key does not name its curve");
  }

  /** Where the content of the element at {@code at} begins. */
  private static int content(byte[] der, int at) {
    int first = lengthByte(der, at);
    return at + 2 + (first < 0x80 ? 0 : first & 0x7F);
  }

  private static int length(byte[] der, int at) {
    int first = lengthByte(der, at);
    if (first < 0x80) return first;
    int bytes = first & 0x7F;
    if (bytes > 2 || at + 2 + bytes > der.length) throw new IllegalArgumentException("bad length");
    int length = 0;
    for (int i = 0; i < bytes; i++) length = length << 8 | (der[at + 2 + i] & 0xFF);
    return length;
  }

  private static int lengthByte(byte[] der, int at) {
    if (at + 1 >= der.length) throw new IllegalArgumentException("cut off");
    return der[at + 1] & 0xFF;
  }

  private static byte[] wrap(int tag, byte[] content) {
    int length = content.length;
    byte[] head;
    if (length < 0x80) {
      head = new byte[] {(byte) tag, (byte) length};
    } else if (length < 0x100) {
      head = new byte[] {(byte) tag, (byte) 0x81, (byte) length};
    } else {
      head = new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
    }
    return join(head, content);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) out.writeBytes(part);
    return out.toByteArray();
  }
}
