package dev.sluice.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads a file as UTF-8, at most {@link YamlReader#MAX_BYTES}. */
final class TextFile {

  /** Why not, as the end of a sentence: {@code does not exist}. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String why) {
      super(why);
    }
  }

  private TextFile() {}

  static String read(String name) throws Unreadable {
    try {
      Path path = Path.of(name);
      if (Files.isDirectory(path)) throw new Unreadable("is a directory");
      byte[] bytes;
      try (InputStream in = Files.newInputStream(path)) {
        bytes = in.readNBytes(YamlReader.MAX_BYTES + 1);
      }
      if (bytes.length > YamlReader.MAX_BYTES) throw new Unreadable("is larger than 1 MiB");
      return decode(bytes);
    } catch (NoSuchFileException e) {
      throw new Unreadable("does not exist");
    } catch (AccessDeniedException e) {
      throw new Unreadable("may not be read by this user");
    } catch (InvalidPathException e) {
      throw new Unreadable("has an impossible name");
    } catch (CharacterCodingException e) {
      throw new Unreadable("is not UTF-8 text");
    } catch (IOException e) {
      throw new Unreadable("cannot be read: " + e.getMessage());
    }
  }

  private static String decode(byte[] bytes) throws CharacterCodingException {
    String text =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(ByteBuffer.wrap(bytes))
            .toString();
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }
}
