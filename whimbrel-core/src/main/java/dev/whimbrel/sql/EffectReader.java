package dev.whimbrel.sql;

import dev.whimbrel.sql.Effect.ObjectKind;
import dev.whimbrel.sql.Effect.Queue;
import dev.whimbrel.sql.Effect.Scope;
import dev.whimbrel.sql.Effect.Existing;
import dev.whimbrel.sql.Effect.Uniqueness;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a statement does to the catalog. A text that no server would take comes out as something that is simply run. */
final class EffectReader {
  private static final Effect PLAIN = new Effect.Repeatable(Queue.OTHERS);

  private final Statement statement;
  private final Words words;

  private EffectReader(Statement statement) {
    this.statement = statement;
    this.words = new Words(statement.source().bytes(), statement.start(), statement.end(), statement.strings());
  }

  static Effect read(Statement statement) {
    Effect effect = new EffectReader(statement).effect();
    return effect == null ? PLAIN : effect;
  }

  private @Nullable Effect effect() {
    String first = words.keyword();
    words.advance();
    return switch (first) {
      case "CREATE" -> create();
      case "DROP" -> drop();
      case "REINDEX" -> reindex();
      case "ALTER" -> alter();
      case "VACUUM" -> new Effect.Repeatable(full() ? Queue.OTHERS : Queue.NOBODY);
      case "CALL", "DO" -> new Effect.Procedure();
      default -> null;
    };
  }

  private @Nullable Effect create() {
    ObjectKind kind = objectKind();
    if (kind != null) {
      Identifier name = words.takeName();
      return name == null ? null : new Effect.ObjectMade(kind, name);
    }
    Uniqueness uniqueness = words.accept("UNIQUE") ? Uniqueness.UNIQUE : Uniqueness.NOT_UNIQUE;
    if (!words.accept("INDEX") || !words.accept("CONCURRENTLY")) {
      return null;
    }
    Identifier name = words.at("ON") ? null : words.takeName();
    boolean condition = name != null && name.name().equals("if") && words.accept("NOT") && words.accept("EXISTS");
    Existing existing = condition ? Existing.PASSED_OVER : Existing.REFUSED; // an index may be called "if"
    Identifier named = condition ? words.takeName() : name;
    return words.accept("ON") ? indexOn(named, existing, uniqueness) : null;
  }

  private @Nullable Effect indexOn(@Nullable Identifier name, Existing existing, Uniqueness uniqueness) {
    boolean only = words.accept("ONLY");
    boolean inParentheses = only && words.kind() == TokenKind.OPEN;
    if (inParentheses) {
      words.advance();
    }
    QualifiedName table = qualifiedName();
    if (inParentheses && words.kind() == TokenKind.CLOSE) {
      words.advance();
    }
    words.accept('*');
    return table == null || words.atEnd()
        ? null
        : new Effect.IndexBuilt(name, existing, table, uniqueness,
            statement.source().text(words.start(), statement.end()));
  }

  private @Nullable Effect drop() {
    ObjectKind kind = objectKind();
    if (kind != null) {
      Identifier name = ifExists();
      return name == null ? null : new Effect.ObjectDropped(kind, name);
    }
    if (!words.accept("INDEX") || !words.accept("CONCURRENTLY")) {
      return null;
    }
    QualifiedName index = qualifiedName(ifExists());
    boolean several = words.accept(',');
    return index == null || several ? null : new Effect.IndexDropped(index);
  }

  private @Nullable ObjectKind objectKind() {
    for (ObjectKind kind : ObjectKind.values()) {
      if (words.accept(kind.name())) {
        return kind;
      }
    }
    return null;
  }

  /** The name, or its first part, with or without {@code IF EXISTS} before it; something may be called "if". */
  private @Nullable Identifier ifExists() {
    if (!words.at("IF")) {
      return words.takeName();
    }
    Identifier name = words.takeName();
    if (!words.accept("EXISTS")) {
      return name;
    }
    words.accept("ONLY"); // may stand here where a table is altered
    return words.takeName();
  }

  private @Nullable Effect reindex() {
    boolean concurrently = words.kind() == TokenKind.OPEN && words.option("CONCURRENTLY");
    Scope scope = scope();
    concurrently = words.accept("CONCURRENTLY") || concurrently;
    if (!concurrently || scope == null) {
      return null;
    }
    QualifiedName name = words.atEnd() ? null : qualifiedName();
    return name == null && scope != Scope.DATABASE ? null : new Effect.IndexRebuilt(scope, name);
  }

  private @Nullable Scope scope() {
    for (Scope scope : Scope.values()) {
      if (words.accept(scope.name())) {
        return scope;
      }
    }
    return null;
  }

  private @Nullable Effect alter() {
    if (words.at("SYSTEM")) {
      return new Effect.Repeatable(Queue.NOBODY);
    }
    if (!words.accept("TABLE")) {
      return null;
    }
    QualifiedName parent = qualifiedName(words.accept("ONLY") ? words.takeName() : ifExists());
    words.accept('*');
    boolean detach = words.accept("DETACH") && words.accept("PARTITION");
    QualifiedName partition = detach ? qualifiedName() : null;
    return parent == null || partition == null || !words.at("CONCURRENTLY")
        ? null
        : new Effect.PartitionDetached(parent, partition);
  }

  private boolean full() {
    return words.kind() == TokenKind.OPEN ? words.option("FULL") : words.at("FULL");
  }

  private @Nullable QualifiedName qualifiedName() {
    return qualifiedName(words.takeName());
  }

  private @Nullable QualifiedName qualifiedName(@Nullable Identifier first) {
    if (first == null) {
      return null;
    }
    List<Identifier> parts = new ArrayList<>(List.of(first));
    while (words.accept('.')) {
      Identifier next = words.takeName();
      if (next == null) {
        return null;
      }
      parts.add(next);
    }
    return new QualifiedName(parts);
  }
}
