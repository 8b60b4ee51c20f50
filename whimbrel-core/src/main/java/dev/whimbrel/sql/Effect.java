package dev.whimbrel.sql;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a statement that runs outside a transaction does to the catalog: enough to look there whether it has taken effect. Read off its
 * text by our own lexer.
 */
public sealed interface Effect {
  /** {@code CREATE [UNIQUE] INDEX CONCURRENTLY}, with or without {@code IF NOT EXISTS}. */
  record IndexBuilt(@Nullable Identifier name, Existing existing, QualifiedName table, Uniqueness uniqueness,
      String definition) implements Effect {
    /**
     * An index.
     *
     * @param name without a schema, which is that of the table; null where the server chooses one
     * @param existing what becomes of the statement where the name is taken
     * @param definition what follows the table: columns and all, as written
     */
    public IndexBuilt {
      Objects.requireNonNull(existing);
      Objects.requireNonNull(table);
      Objects.requireNonNull(uniqueness);
      Objects.requireNonNull(definition);
    }

    /** The same index under another name on another table, built at once. */
    public String elsewhere(Identifier other, String table) {
      return "CREATE " + (uniqueness == Uniqueness.UNIQUE ? "UNIQUE " : "") + "INDEX " + other.quoted() + " ON " + table
          + " " + definition;
    }
  }

  /** {@code DROP INDEX CONCURRENTLY}. */
  record IndexDropped(QualifiedName index) implements Effect {}

  /**
   * {@code REINDEX … CONCURRENTLY}.
   *
   * @param name null where none is given, which means the current database
   */
  record IndexRebuilt(Scope scope, @Nullable QualifiedName name) implements Effect {}

  /** {@code ALTER TABLE … DETACH PARTITION … CONCURRENTLY}. */
  record PartitionDetached(QualifiedName parent, QualifiedName partition) implements Effect {}

  /** {@code CREATE DATABASE}, {@code TABLESPACE}, {@code SUBSCRIPTION}. */
  record ObjectMade(ObjectKind kind, Identifier name) implements Effect {}

  /** {@code DROP DATABASE}, {@code TABLESPACE}, {@code SUBSCRIPTION}. */
  record ObjectDropped(ObjectKind kind, Identifier name) implements Effect {}

  /** Running it twice is as good as once: {@code VACUUM}, {@code CLUSTER}, {@code ALTER SYSTEM}, {@code REINDEX} and so on. */
  record Repeatable(Queue queue) implements Effect {}

  /** {@code CALL} or {@code DO}: nobody can tell from outside what it does. */
  record Procedure() implements Effect {}

  /** Whether an index allows equal keys. */
  enum Uniqueness {
    UNIQUE, NOT_UNIQUE
  }

  /** What the server does where the name is taken. */
  enum Existing {
    REFUSED,
    /** {@code IF NOT EXISTS} */
    PASSED_OVER
  }

  /** What is rebuilt. */
  enum Scope {
    INDEX, TABLE, SCHEMA, DATABASE
  }

  /** What has a name and no schema. */
  enum ObjectKind {
    DATABASE, TABLESPACE, SUBSCRIPTION
  }

  /** Who has to wait while a statement waits for its locks. */
  enum Queue {
    /** Neither readers nor writers: it may be patient. */
    NOBODY,
    /** Whoever comes after it. */
    OTHERS
  }

  /** What a statement that runs alone does. */
  static Effect of(Statement statement) {
    return EffectReader.read(statement);
  }

  /** Who has to wait while it waits. */
  default Queue queue() {
    return switch (this) {
      case IndexBuilt built -> Queue.NOBODY;
      case IndexDropped dropped -> Queue.NOBODY;
      case IndexRebuilt rebuilt -> Queue.NOBODY;
      case PartitionDetached detached -> Queue.NOBODY;
      case ObjectMade made -> Queue.OTHERS;
      case ObjectDropped dropped -> Queue.OTHERS;
      case Repeatable repeatable -> repeatable.queue();
      case Procedure procedure -> Queue.OTHERS;
    };
  }
}
