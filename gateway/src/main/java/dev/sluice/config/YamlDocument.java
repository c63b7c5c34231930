package dev.sluice.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * One text read as YAML. A parser stops at its first mistake; here the mistake is reported, mended
 * if it is clear what was meant, else the component it stands in is left out, and the text is read
 * again. So two slips in two places are found in one run.
 *
 * @param isComplete false if a part of the text is missing from the root
 */
record YamlDocument(@Nullable Node root, boolean isComplete) {
  /** Each round reads the text once more. */
  private static final int MAX_MISTAKES = 10;

  private static final Pattern PLACEHOLDER = Pattern.compile("(?<!\\$)\\$\\{([^{}$:]*)}");
  private static final Pattern KEY = Pattern.compile("^[\\s-]*([\\w.-]+):");

  /**
   * @param from where in the source's first line the YAML begins
   */
  static YamlDocument read(Source source, int from, Problems problems) {
    if (source.text().length() - from > YamlReader.MAX_BYTES) {
      problems
          .error(Code.YAML_LIMIT, "`" + source.name() + "` is larger than 1 MiB")
          .at(Span.whole(source))
          .add();
      return new YamlDocument(null, false);
    }
    return new Recovery(new EditedText(source, from), problems).read();
  }

  private static final class Recovery {
    private final EditedText text;
    private final Problems problems;
    private boolean complete = true;

    Recovery(EditedText text, Problems problems) {
      this.text = text;
      this.problems = problems;
    }

    YamlDocument read() {
      for (int round = 0; round < MAX_MISTAKES; round++) {
        try {
          Node root = new YamlReader(text, problems).document();
          return new YamlDocument(root, complete);
        } catch (YamlReader.Unreadable reported) {
          return new YamlDocument(null, false);
        } catch (MarkedYamlEngineException e) {
          var mistake = new YamlMistake(text, problems, e);
          mistake.report();
          if (mistake.losesSomething()) complete = false;
          if (!mistake.mend()) leaveOut(mistake.line());
        } catch (ReaderException e) {
          return unreadableCharacter(e);
        } catch (YamlEngineException e) {
          problems
              .error(Code.YAML_SYNTAX, "this is not valid YAML 1.2")
              .at(text.span(1, 1, 1))
              .add();
          return new YamlDocument(null, false);
        }
      }
      return new YamlDocument(null, false);
    }

    private YamlDocument unreadableCharacter(ReaderException e) {
      int line = 1;
      int column = 1;
      int[] codePoints = text.text().codePoints().toArray();
      for (int i = 0; i < e.getPosition() && i < codePoints.length; i++) {
        column = codePoints[i] == '\n' ? 1 : column + 1;
        if (codePoints[i] == '\n') line++;
      }
      problems
          .error(Code.YAML_SYNTAX, "a character that no text has")
          .at(text.span(line, column, 1))
          .label("U+%04X".formatted(e.getCodePoint()))
          .detail("fix", "remove it, or write it as an escape in double quotes")
          .add();
      return new YamlDocument(null, false);
    }

    /** Empties the component that the line belongs to; its placeholders are still looked for. */
    private void leaveOut(int line) {
      complete = false;
      int first = Math.min(line, text.lineCount());
      while (first > 1 && text.isBlank(first)) first--;
      for (int above = text.parent(first); above > 0 && text.indent(above) > 0; ) {
        first = above;
        above = text.parent(first);
      }
      int last = Math.max(text.lastOf(first), Math.min(line, text.lineCount()));
      for (int i = Math.max(1, first); i <= last; i++) {
        findPlaceholders(i);
        text.empty(i);
      }
    }

    private void findPlaceholders(int line) {
      String content = text.line(line);
      if (text.isBlank(line)) return;
      Matcher placeholder = PLACEHOLDER.matcher(content);
      while (placeholder.find()) {
        String name = placeholder.group(1);
        if (Providers.isVariable(name)) continue;
        int column = content.codePointCount(0, placeholder.start()) + 1;
        Span span = text.span(line, column, placeholder.group().length());
        Matcher key = KEY.matcher(content.substring(0, Math.min(content.length(), 200)));
        new Placeholder(problems, span)
            .report(name, placeholder.group(), "", key.find() ? key.group(1) : "");
      }
    }
  }
}
