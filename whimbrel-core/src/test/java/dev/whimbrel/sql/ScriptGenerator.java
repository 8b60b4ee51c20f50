package dev.whimbrel.sql;

import dev.whimbrel.sql.GeneratedScript.Expected;
import dev.whimbrel.sql.Lexicon.Strings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Composes scripts of tokens, so that their boundaries are known by construction: templates give the tokens, {@link
 * TextGenerator} fills the holes and the gaps. The same seed gives the same script.
 */
final class ScriptGenerator {
  private static final List<String> MARKS = List.of("(", ")", ",", "[", "]");

  private final Lexicon lexicon;
  private final TextGenerator text;
  private final Templates templates;
  private final StringBuilder whole = new StringBuilder();
  private final StringBuilder sql = new StringBuilder();
  private final List<Expected> statements = new ArrayList<>();

  private ScriptGenerator(Random random, Templates.Audience audience, Strings strings) {
    this.lexicon = new Lexicon(strings);
    this.text = new TextGenerator(random, strings);
    this.templates = new Templates(text, audience, strings);
  }

  /** A script that is good grammar; most of it would fail for want of the tables it speaks of. */
  static GeneratedScript grammatical(long seed) {
    Random random = new Random(seed);
    Strings strings = random.nextInt(5) == 0 ? Strings.BACKSLASH_ESCAPES : Strings.STANDARD;
    return new ScriptGenerator(random, Templates.Audience.GRAMMAR, strings).script();
  }

  /** A script that runs in an empty schema. */
  static GeneratedScript executable(long seed) {
    return new ScriptGenerator(new Random(seed), Templates.Audience.SERVER, Strings.STANDARD).script();
  }

  private GeneratedScript script() {
    put(text.chance(30) ? text.gap() : "");
    int count = 1 + text.number(8);
    for (int i = 0; i < count; i++) {
      statement(i == count - 1);
    }
    return new GeneratedScript(lexicon, whole.toString(), sql.toString(), List.copyOf(statements));
  }

  private void put(String part) {
    whole.append(part);
    sql.append(part);
  }

  private void statement(boolean last) {
    Templates.Template template = templates.next();
    String statement = join(template.tokens());
    put(statement);
    if (template.kind() == StatementKind.COPY_FROM_STDIN) {
      copyData(statement);
      return;
    }
    statements.add(new Expected(statement, template.kind(), ""));
    if (last && text.chance(30)) {
      put(text.chance(50) ? "" : text.gap());
      return;
    }
    put(text.chance(20) ? text.gap() : "");
    put(text.chance(5) ? ";;" + text.gap() + ";" : ";");
    put(text.chance(80) ? "\n" : text.tightGap());
    if (text.chance(2)) {
      put("\n");
      whole.append("\\restrict aB3\n");
    }
  }

  private void copyData(String statement) {
    String lineEnd = text.any(List.of("\n", "\r\n"));
    StringBuilder data = new StringBuilder();
    for (int row = text.number(4); row > 0; row--) {
      data.append(templates.copyRow()).append(lineEnd);
    }
    put(";" + text.any(List.of("", " ", "\t", " -- data: 'x; $$ /*")));
    whole.append(lineEnd).append(data).append("\\.").append(lineEnd);
    sql.append(lineEnd);
    statements.add(new Expected(statement, StatementKind.COPY_FROM_STDIN, data.toString()));
  }

  private String join(List<String> tokens) {
    StringBuilder joined = new StringBuilder(tokens.getFirst());
    for (int i = 1; i < tokens.size(); i++) {
      joined.append(tight(tokens.get(i - 1), tokens.get(i)) ? text.tightGap() : text.gap()).append(tokens.get(i));
    }
    return joined.toString();
  }

  /** A comment directly behind an operator could begin one character early. */
  private static boolean tight(String token, String next) {
    boolean mark = MARKS.contains(token) || MARKS.contains(next) || next.equals(";");
    return mark && !Chars.operator((byte) token.charAt(token.length() - 1));
  }
}
