package dev.sluice.extension.basicauth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Poul-Henning Kamp's password hash of 1994, a thousand rounds of MD5, which Apache's htpasswd
 * writes unless it is told otherwise.
 */
final class Md5Crypt {
  static final String APACHE = "$apr1$";
  static final String UNIX = "$1$";

  private static final int LONGEST_SALT = 8;
  private static final int ROUNDS = 1000;
  private static final int MD5_BYTES = 16;
  private static final String ALPHABET =
      "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /** Which bytes of the digest become four characters each, the highest first. */
  private static final int[][] ORDER = {{0, 6, 12}, {1, 7, 13}, {2, 8, 14}, {3, 9, 15}, {4, 10, 5}};

  private static final int LAST = 11;

  private Md5Crypt() {}

  /** The whole entry: magic, salt and hash. */
  static String hash(String magic, String writtenSalt, String password) {
    String salt = writtenSalt.substring(0, Math.min(LONGEST_SALT, writtenSalt.length()));
    byte[] digest =
        digest(
            magic.getBytes(StandardCharsets.UTF_8),
            salt.getBytes(StandardCharsets.UTF_8),
            password.getBytes(StandardCharsets.UTF_8));
    var out = new StringBuilder(magic).append(salt).append('$');
    for (int[] three : ORDER) {
      int bits =
          (digest[three[0]] & 0xFF) << 16
              | (digest[three[1]] & 0xFF) << 8
              | (digest[three[2]] & 0xFF);
      append(out, bits, 4);
    }
    append(out, digest[LAST] & 0xFF, 2);
    return out.toString();
  }

  private static void append(StringBuilder out, int bits, int characters) {
    for (int i = 0; i < characters; i++) out.append(ALPHABET.charAt((bits >> (6 * i)) & 0x3F));
  }

  private static byte[] digest(byte[] magic, byte[] salt, byte[] password) {
    MessageDigest md5 = md5();
    md5.update(password);
    md5.update(salt);
    md5.update(password);
    byte[] inner = md5.digest();

    md5.update(password);
    md5.update(magic);
    md5.update(salt);
    for (int left = password.length; left > 0; left -= MD5_BYTES) {
      md5.update(inner, 0, Math.min(left, MD5_BYTES));
    }
    for (int bits = password.length; bits > 0; bits >>= 1) {
      // The odd ones add a zero, by an accident of the first implementation that became the rule.
      md5.update((bits & 1) == 1 ? 0 : password[0]);
    }
    byte[] digest = md5.digest();

    for (int round = 0; round < ROUNDS; round++) {
      boolean isOdd = (round & 1) == 1;
      md5.update(isOdd ? password : digest);
      if (round % 3 != 0) md5.update(salt);
      if (round % 7 != 0) md5.update(password);
      md5.update(isOdd ? digest : password);
      digest = md5.digest();
    }
    return digest;
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has MD5", e);
    }
  }
}
