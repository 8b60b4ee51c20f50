package dev.whimbrel.schema.rewrite;

import dev.whimbrel.schema.command.SqlCommand;
import dev.whimbrel.schema.command.TableAction;
import dev.whimbrel.schema.command.TableConstraint;
import dev.whimbrel.schema.command.TableConstraint.Kind;
import dev.whimbrel.schema.rehearse.Catalog;
import dev.whimbrel.schema.rewrite.Piece.Pace;
import dev.whimbrel.schema.rewrite.Safely.Stage;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.QualifiedName;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Constraints that are proven of the rows while others read and write. */
final class ConstraintForms {
  private static final int KEYS_OF_PARTITIONED_UNVALIDATED = 18;
  private static final String PARTITIONED = "p";
  private static final Pattern NAMED = Pattern
      .compile("(?is)^CONSTRAINT\\s+(?:\"(?:[^\"]|\"\")++\"|[^\\s\"]+)\\s+");
  private static final Pattern KEY = Pattern
      .compile("(?is)^(?:UNIQUE|PRIMARY\\s+KEY)\\s*(NULLS\\s+(?:NOT\\s+)?DISTINCT)?\\s*"
          + "(?:\\([^()]*\\)\\s*)?(INCLUDE\\s*\\([^()]*\\))?\\s*((?:NOT\\s+DEFERRABLE|DEFERRABLE|INITIALLY\\s+\\w+|\\s)*)$");

  private final Case one;
  private final Catalog.Relation table;
  private final QualifiedName written;
  private final String alter;
  private final Safely safely;

  ConstraintForms(Case one, Catalog.Relation table, QualifiedName written, String alter, Safely safely) {
    this.one = one;
    this.table = table;
    this.written = written;
    this.alter = alter;
    this.safely = safely;
  }

  void add(TableAction.AddConstraint action) {
    TableConstraint constraint = action.constraint();
    boolean isKnown = constraint.validity() == TableConstraint.Validity.NOT_VALID;
    if (isKnown || (constraint.usingIndex() != null && constraint.kind() == Kind.UNIQUE)) {
      safely.keep(Stage.FIRST, Piece.strong(alter + action.text()));
      return;
    }
    String reason = reason(constraint);
    if (!reason.isEmpty()) {
      safely.remark(reason);
      safely.keep(Stage.STUCK, new Piece(alter + action.text(), Pace.STUCK));
      return;
    }
    safe(constraint, Stage.FIRST);
  }

  /** Why there is no other way; empty if there is one. */
  String reason(TableConstraint constraint) {
    return switch (constraint.kind()) {
      case CHECK -> made(constraint).isEmpty() ? unnamed() : "";
      case NOT_NULL -> "NOT NULL as a constraint with a name is left as it is";
      case EXCLUDE -> "an exclusion constraint builds its index while others wait, and has no other form";
      case FOREIGN_KEY -> made(constraint).isEmpty() ? unnamed() : "";
      case UNIQUE, PRIMARY_KEY -> keyReason(constraint);
    };
  }

  private String keyReason(TableConstraint constraint) {
    if (constraint.usingIndex() == null && !KEY.matcher(bare(constraint)).matches()) {
      return "the key says more than an index that is made before it can";
    }
    return made(constraint).isEmpty() ? unnamed() : "";
  }

  private static String unnamed() {
    return "the name that the server chose for the constraint was not seen";
  }

  /** It, without its name. */
  private static String bare(TableConstraint constraint) {
    return NAMED.matcher(constraint.text()).replaceFirst("").strip();
  }

  /** What it became: by its name, its columns, or as the only one of its kind. */
  private Optional<Catalog.Constraint> made(TableConstraint constraint) {
    List<Catalog.Constraint> candidates = one.made(table).filter(found -> found.type().equals(type(constraint.kind())))
        .toList();
    Identifier name = constraint.name();
    if (name != null) {
      return candidates.stream().filter(found -> found.name().equals(name.name())).findFirst();
    }
    List<String> columns = constraint.columns().stream().map(Identifier::name).toList();
    Optional<Catalog.Constraint> same = candidates.stream()
        .filter(found -> !columns.isEmpty() && found.columns().equals(columns)).findFirst();
    return same.isPresent() ? same : inOrder(constraint, candidates);
  }

  /** Those without names are made in the order in which they are written. */
  private Optional<Catalog.Constraint> inOrder(TableConstraint constraint, List<Catalog.Constraint> candidates) {
    List<TableConstraint> all = written(constraint.kind());
    List<TableConstraint> unnamed = all.stream().filter(each -> each.name() == null).toList();
    List<String> names = all.stream().map(TableConstraint::name).filter(Objects::nonNull).map(Identifier::name)
        .toList();
    List<Catalog.Constraint> left = candidates.stream().filter(found -> !names.contains(found.name())).toList();
    return left.size() == unnamed.size() && unnamed.contains(constraint)
        ? Optional.of(left.get(unnamed.indexOf(constraint)))
        : Optional.empty();
  }

  private List<TableConstraint> written(Kind kind) {
    return !(one.command() instanceof SqlCommand.AlterTable alterTable)
        ? List.of()
        : alterTable.actions().stream().flatMap(action -> switch (action) {
          case TableAction.AddConstraint add -> Stream.of(add.constraint());
          case TableAction.AddColumn add -> add.column().constraints().stream();
          default -> Stream.of();
        }).filter(each -> each.kind() == kind).toList();
  }

  private static String type(Kind kind) {
    return switch (kind) {
      case CHECK -> "c";
      case NOT_NULL -> "n";
      case UNIQUE -> "u";
      case PRIMARY_KEY -> "p";
      case FOREIGN_KEY -> "f";
      case EXCLUDE -> "x";
    };
  }

  /**
   * The safe form of one that has no {@link #reason} against it.
   *
   * @param stage when it may be added, not valid yet
   */
  void safe(TableConstraint constraint, Stage stage) {
    String name = Naming.of(made(constraint).orElseThrow().name());
    switch (constraint.kind()) {
      case CHECK -> later(name, bare(constraint), stage);
      case FOREIGN_KEY -> {
        if (table.kind().equals(PARTITIONED) && one.before().major() < KEYS_OF_PARTITIONED_UNVALIDATED) {
          onPartitions(name, foreignKey(constraint), stage);
        } else {
          later(name, foreignKey(constraint), stage);
        }
      }
      case UNIQUE -> key(constraint, name, "UNIQUE");
      case PRIMARY_KEY -> {
        constraint.columns().stream().filter(this::mayBeNull).forEach(column -> notNull(column, stage));
        key(constraint, name, "PRIMARY KEY");
      }
      case NOT_NULL, EXCLUDE -> throw new IllegalStateException("there is a reason against it");
    }
  }

  /** Before PostgreSQL 18 that of a partitioned table is valid at once, and takes over those that its partitions have. */
  private void onPartitions(String name, String definition, Stage stage) {
    leaves(table).forEach(leaf -> {
      String own = "ALTER TABLE " + Naming.of(leaf) + " ";
      safely.add(stage, Piece.strong(own + "ADD CONSTRAINT " + name + " " + definition + " NOT VALID"));
      safely.add(Stage.VALIDATE, new Piece(own + "VALIDATE CONSTRAINT " + name, Pace.VALIDATE));
    });
    safely.add(Stage.LAST, Piece.strong(alter + "ADD CONSTRAINT " + name + " " + definition));
  }

  private Stream<Catalog.Relation> leaves(Catalog.Relation parent) {
    return one.before().children(parent)
        .flatMap(child -> child.kind().equals(PARTITIONED) ? leaves(child) : Stream.of(child));
  }

  private void later(String name, String definition, Stage stage) {
    safely.add(stage, Piece.strong(alter + "ADD CONSTRAINT " + name + " " + definition + " NOT VALID"));
    safely.add(Stage.VALIDATE, new Piece(alter + "VALIDATE CONSTRAINT " + name, Pace.VALIDATE));
  }

  /** One that is written with a column says only where it points. */
  private static String foreignKey(TableConstraint constraint) {
    String bare = bare(constraint);
    return bare.regionMatches(true, 0, "REFERENCES", 0, "REFERENCES".length())
        ? "FOREIGN KEY (" + Naming.columns(constraint.columns()) + ") " + bare
        : bare;
  }

  private boolean mayBeNull(Identifier column) {
    return one.before().column(table, column.name()).filter(known -> known.nulls() == Catalog.Column.Nulls.REFUSED)
        .isEmpty();
  }

  private void key(TableConstraint constraint, String name, String word) {
    Identifier index = constraint.usingIndex();
    if (index != null) {
      safely.add(Stage.LAST, Piece.strong(alter + "ADD " + constraint.text()));
      return;
    }
    Matcher matcher = KEY.matcher(bare(constraint));
    if (!matcher.matches()) {
      throw new IllegalStateException("there is a reason against it");
    }
    String body = " (" + Naming.columns(constraint.columns()) + ")" + spaced(matcher.group(2));
    Key key = new Key(word, body, spaced(matcher.group(1)), spaced(matcher.group(3)));
    Catalog.Relation made = one.after().find(made(constraint).orElseThrow().index()).orElseThrow();
    if (table.kind().equals(PARTITIONED)) {
      above(key, Naming.of(written), made);
    } else {
      alone(key, alter, Naming.of(written), name);
    }
  }

  /**
   * What is written of a key, each with a blank before it if it is not empty.
   *
   * @param body columns, and those that are included
   */
  private record Key(String word, String body, String nulls, String deferral) {}

  private void alone(Key key, String own, String on, String name) {
    safely.add(Stage.BUILD,
        Piece.alone("CREATE UNIQUE INDEX CONCURRENTLY " + name + " ON " + on + key.body() + key.nulls()));
    safely.add(Stage.LAST, Piece.strong(own + "ADD CONSTRAINT " + name + " " + key.word() + " USING INDEX " + name
        + key.deferral()));
  }

  /** A partitioned table has a key of its own first, to which those of its partitions are attached. */
  private void above(Key key, String on, Catalog.Relation index) {
    safely.add(Stage.LAST, Piece.strong("ALTER TABLE ONLY " + on + " ADD CONSTRAINT " + Naming.of(index.name()) + " "
        + key.word() + key.nulls() + key.body() + key.deferral()));
    one.after().relations().values().stream().filter(child -> child.isIndex() && child.parent().equals(index.oid()))
        .forEach(child -> {
          String partition = Naming.of(one.after().tableOf(child));
          if (child.kind().equals("I")) {
            above(key, partition, child);
          } else {
            alone(key, "ALTER TABLE " + partition + " ", partition, Naming.of(child.name()));
          }
          safely.add(Stage.LAST, Piece.strong(
              "ALTER INDEX " + Naming.of(index) + " ATTACH PARTITION " + Naming.of(child)));
        });
  }

  private static String spaced(@Nullable String words) {
    return words == null || words.isBlank() ? "" : " " + words.strip();
  }

  /** A column that holds no NULL from now on. */
  void notNull(Identifier column, Stage stage) {
    String name = Naming.passing(one.before(), table, column.name(), "is_set");
    later(name, "CHECK (" + Naming.of(column) + " IS NOT NULL)", stage);
    safely.add(Stage.LAST, Piece.strong(alter + "ALTER COLUMN " + Naming.of(column) + " SET NOT NULL"));
    safely.add(Stage.LAST, Piece.strong(alter + "DROP CONSTRAINT " + name));
  }
}
