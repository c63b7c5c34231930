package dev.sluice.extension.basicauth;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a password is compared with. How long that takes does not depend on what is in it. */
abstract class PasswordHash {
  private static final Pattern BCRYPT =
      Pattern.compile("\\$2[abxy]\\$([0-9]{2})\\$[./A-Za-z0-9]{53}");

  /** At 15, one comparison takes seconds. */
  private static final int MOST_BCRYPT_COST = 15;

  private static final int LONGEST_FOR_BCRYPT = 72;

  private static final int SHA1_BYTES = 20;

  private final String written;

  private PasswordHash(String written) {
    this.written = written;
  }

  /** As it stands behind the colon; to be shown to nobody. */
  String written() {
    return written;
  }

  abstract boolean matches(String password);

  /** Whether that takes so long that no event loop may do it. */
  boolean isSlow() {
    return false;
  }

  /**
   * Understands what stands behind the colon; the message of what it refuses shows nothing of it.
   */
  static PasswordHash of(String written) {
    if (written.startsWith("{SHA}")) return sha1(written, written.substring("{SHA}".length()));
    if (written.startsWith("{SSHA}")) return sha1(written, written.substring("{SSHA}".length()));
    if (written.startsWith(Md5Crypt.APACHE)) return md5(Md5Crypt.APACHE, written);
    if (written.startsWith(Md5Crypt.UNIX)) return md5(Md5Crypt.UNIX, written);
    if (written.startsWith("$2")) return bcrypt(written);
    if (written.startsWith("$5$") || written.startsWith("$6$")) {
      throw new IllegalArgumentException(
          "a password of crypt's SHA-256 or SHA-512, which is not in this build;"
              + " expected one of bcrypt (htpasswd -B), apr1 (-m), SHA-1 (-s) or plain text");
    }
    return plain(written);
  }

  private static PasswordHash plain(String written) {
    byte[] expected = digest("SHA-256", written.getBytes(StandardCharsets.UTF_8));
    return new PasswordHash(written) {
      @Override
      boolean matches(String password) {
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(expected, digest("SHA-256", bytes));
      }
    };
  }

  /** Twenty bytes, and then the salt if there is one. */
  private static PasswordHash sha1(String written, String base64) {
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("a SHA-1 password that is no base64", e);
    }
    if (decoded.length < SHA1_BYTES) {
      throw new IllegalArgumentException("a SHA-1 password that is too short");
    }
    byte[] expected = Arrays.copyOf(decoded, SHA1_BYTES);
    byte[] salt = Arrays.copyOfRange(decoded, SHA1_BYTES, decoded.length);
    return new PasswordHash(written) {
      @Override
      boolean matches(String password) {
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(expected, digest("SHA-1", bytes, salt));
      }
    };
  }

  private static PasswordHash md5(String magic, String written) {
    int end = written.indexOf('$', magic.length());
    if (end < 0) throw new IllegalArgumentException("an MD5 password without its salt");
    String salt = written.substring(magic.length(), end);
    byte[] expected = written.getBytes(StandardCharsets.UTF_8);
    return new PasswordHash(written) {
      @Override
      boolean matches(String password) {
        String made = Md5Crypt.hash(magic, salt, password);
        return MessageDigest.isEqual(expected, made.getBytes(StandardCharsets.UTF_8));
      }

      /** A thousand rounds. */
      @Override
      boolean isSlow() {
        return true;
      }
    };
  }

  private static PasswordHash bcrypt(String written) {
    Matcher matcher = BCRYPT.matcher(written);
    if (!matcher.matches()) throw new IllegalArgumentException("a bcrypt password that is none");
    int cost = Integer.parseInt(matcher.group(1));
    if (cost < 4 || cost > MOST_BCRYPT_COST) {
      throw new IllegalArgumentException(
          "a bcrypt password of cost %d; 4 to %d are taken".formatted(cost, MOST_BCRYPT_COST));
    }
    byte[] hash = written.getBytes(StandardCharsets.US_ASCII);
    return new PasswordHash(written) {
      @Override
      boolean matches(String password) {
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        // As everywhere, what is behind the 72nd byte does not count.
        byte[] counted = Arrays.copyOf(bytes, Math.min(bytes.length, LONGEST_FOR_BCRYPT));
        return BCrypt.verifyer().verify(counted, hash).verified;
      }

      @Override
      boolean isSlow() {
        return true;
      }
    };
  }

  static byte[] digest(String algorithm, byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      for (byte[] part : parts) digest.update(part);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has " + algorithm, e);
    }
  }
}
