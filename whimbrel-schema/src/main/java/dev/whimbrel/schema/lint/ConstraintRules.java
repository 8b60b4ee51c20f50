package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.command.SqlCommand;
import dev.whimbrel.schema.command.SqlCommand.AlterDomain;
import dev.whimbrel.schema.command.SqlCommand.AlterTable;
import dev.whimbrel.schema.command.TableAction;
import dev.whimbrel.schema.command.TableAction.AddConstraint;
import dev.whimbrel.schema.command.TableAction.SetNotNull;
import dev.whimbrel.schema.command.TableConstraint;
import dev.whimbrel.schema.command.TableConstraint.Kind;
import dev.whimbrel.schema.command.TableConstraint.Validity;
import dev.whimbrel.schema.ddl.Quoting;
import dev.whimbrel.schema.rehearse.Catalog.Column;
import dev.whimbrel.schema.rehearse.Catalog.Column.Nulls;
import dev.whimbrel.schema.rehearse.Catalog.Constraint;
import dev.whimbrel.schema.rehearse.Catalog.Relation;
import dev.whimbrel.sql.Identifier;
import dev.whimbrel.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks, keys and {@code NOT NULL} on tables that have rows. */
final class ConstraintRules {
  static final List<Rule> RULES = List.of(
      new Rule("WB110", "a check is proven while reads and writes wait", Severity.ERROR,
          Suspicion.seenOr(ConstraintRules::checked, ConstraintRules::toBeChecked)),
      new Rule("WB113", "a key builds its index while reads and writes wait", Severity.ERROR,
          Suspicion.seenOr(ConstraintRules::keyed, ConstraintRules::toBeKeyed)),
      new Rule("WB114", "an exclusion constraint builds its index while reads and writes wait", Severity.ERROR,
          Suspicion.seenOr(ConstraintRules::excluded, ConstraintRules::toBeExcluded)),
      new Rule("WB115", "a primary key on an index still looks for NULL", Severity.ERROR,
          Suspicion.seen(ConstraintRules::keyOnNullable)),
      new Rule("WB116", "NOT NULL is proven while reads and writes wait", Severity.ERROR,
          Suspicion.seenOr(ConstraintRules::notNull, ConstraintRules::toBeNotNull)),
      new Rule("WB119", "a constraint of a domain is proven on all tables that use it", Severity.ERROR,
          Suspicion.seenOr(ConstraintRules::domain, ConstraintRules::toBeDomain)));

  private ConstraintRules() {}

  private static Stream<Finding> checked(Trace trace, Deployment deployment) {
    return trace.newConstraints("c").filter(one -> isProven(trace, one) && !trace.isOfNewColumns(one))
        .flatMap(one -> trace.known(one.relation()).stream().map(table -> isOfOtherType(trace, one, table)
            ? checkedAgain(trace, deployment, one, table)
            : checked(trace, deployment, one, table)));
  }

  private static Finding checked(Trace trace, Deployment deployment, Constraint one, Relation table) {
    return trace.found(deployment, table, "check " + Quoting.name(one.name()) + " of " + trace.name(table)
        + " is proven in the statement that adds it", whileRead(trace.name(table)))
        .safely(steps(trace.subject(), one, Kind.CHECK))
        .remedy(action(trace.subject(), one, Kind.CHECK).isPresent() ? "" : LATER);
  }

  /** The server makes the check anew for a column of another type. */
  private static boolean isOfOtherType(Trace trace, Constraint check, Relation table) {
    return trace.before().constraints(table).anyMatch(was -> was.name().equals(check.name()))
        && action(trace.subject(), check, Kind.CHECK).isEmpty()
        && trace.changedColumns().anyMatch(one -> one.table().oid().equals(table.oid())
            && check.columns().contains(one.after().name()) && !one.before().type().equals(one.after().type()));
  }

  private static Finding checkedAgain(Trace trace, Deployment deployment, Constraint one, Relation table) {
    return trace.found(deployment, table, "check " + Quoting.name(one.name()) + " of " + trace.name(table)
        + " is proven again, because the type of a column changes", whileRead(trace.name(table)))
        .remedy(
            "do it when the table is idle; or drop the check and add it NOT VALID in the statement that changes"
                + " the type, and validate it in a transaction of its own");
  }

  private static final String LATER = "add it NOT VALID, and validate it in a transaction of its own";

  private static boolean isProven(Trace trace, Constraint constraint) {
    return constraint.validity() == Constraint.Validity.VALID && trace.known(constraint.relation())
        .filter(table -> trace.scans(table) && !trace.rewrites(table)).isPresent();
  }

  static String whileRead(String table) {
    return "all reads and writes of " + table + " wait until the whole table is read";
  }

  private static List<String> steps(Subject subject, Constraint constraint, Kind kind) {
    return subject.command() instanceof AlterTable command
        ? action(subject, constraint, kind).map(action -> Spelling.instead(command, action,
            ConstraintSteps.notValid(command, action.constraint(), constraint.name()))).orElse(List.of())
        : List.of();
  }

  /** The action that added a constraint. */
  static Optional<AddConstraint> action(Subject subject, Constraint constraint, Kind kind) {
    List<AddConstraint> all = Spelling.actions(subject.command(), AddConstraint.class)
        .filter(one -> one.constraint().kind() == kind).toList();
    Identifier name = new Identifier(constraint.name());
    return all.stream().filter(one -> name.equals(one.constraint().name())).findFirst()
        .or(() -> all.stream().filter(one -> one.constraint().name() == null
            && (kind == Kind.CHECK || columns(one).equals(constraint.columns()))).findFirst());
  }

  private static List<String> columns(AddConstraint action) {
    return action.constraint().columns().stream().map(Identifier::name).toList();
  }

  private static Stream<Finding> toBeChecked(Subject subject, Deployment deployment) {
    return adding(subject, deployment, Kind.CHECK).filter(one -> one.constraint().validity() == Validity.CHECKED)
        .map(one -> suspected(subject, deployment, one,
            "check " + name(one.constraint()) + " of %s is proven in the statement"
                + " that adds it",
            "all reads and writes of %s wait until the whole table is read"));
  }

  private static Finding suspected(Subject subject, Deployment deployment, AddConstraint action, String what,
      String why) {
    AlterTable command = (AlterTable) subject.command();
    String table = Spelling.name(command.table());
    Identifier name = action.constraint().name();
    return Suspicion
        .of(subject, deployment, command.table(), what.formatted(table).replace("  ", " "), why.formatted(table))
        .safely(name == null
            ? List.of()
            : Spelling.instead(command, action,
                ConstraintSteps.notValid(command, action.constraint(), name.name())))
        .remedy(name == null ? "give it a name, " + LATER : "");
  }

  /** Constraints of a kind that a statement adds to a table that others use. */
  static Stream<AddConstraint> adding(Subject subject, Deployment deployment, Kind kind) {
    return subject.command() instanceof AlterTable command && Suspicion.isKnown(subject, deployment, command.table())
        ? Spelling.actions(command, AddConstraint.class).filter(one -> one.constraint().kind() == kind)
        : Stream.empty();
  }

  private static String name(TableConstraint constraint) {
    return constraint.name() == null ? "" : Spelling.name(constraint.name());
  }

  private static Stream<Finding> keyed(Trace trace, Deployment deployment) {
    return Stream.of("u", "p").flatMap(trace::newConstraints)
        .filter(one -> isBuilt(trace, one) && !trace.isOfNewColumns(one))
        .flatMap(one -> trace.known(one.relation()).stream().map(table -> keyed(trace, deployment, one, table)));
  }

  private static boolean isBuilt(Trace trace, Constraint constraint) {
    return trace.known(constraint.relation()).filter(table -> trace.scans(table) && !trace.rewrites(table)).isPresent()
        && trace.after().find(constraint.index()).filter(index -> trace.seen().built().contains(index.named()))
            .isPresent();
  }

  private static Finding keyed(Trace trace, Deployment deployment, Constraint one, Relation table) {
    Finding finding = trace.found(deployment, table, (one.type().equals("p") ? "primary key " : "unique constraint ")
        + Quoting.name(one.name()) + " of " + trace.name(table) + " builds its index in the statement that adds it",
        whileRead(trace.name(table)) + " and the index is built");
    if (table.kind().equals("p")) {
      return finding.remedy("build a unique index ON ONLY " + trace.name(table) + ", one on each partition with"
          + " CONCURRENTLY, attach these, and add the constraint with USING INDEX");
    }
    List<String> safe = keySteps(trace, deployment, one, table);
    return finding.safely(safe)
        .remedy(safe.isEmpty()
            ? "build a unique index with CREATE UNIQUE INDEX CONCURRENTLY first,"
                + " and add the constraint with USING INDEX"
            : "");
  }

  private static List<String> keySteps(Trace trace, Deployment deployment, Constraint key, Relation table) {
    Kind kind = key.type().equals("p") ? Kind.PRIMARY_KEY : Kind.UNIQUE;
    Optional<AddConstraint> action = action(trace.subject(), key, kind);
    if (action.isEmpty() || !(trace.subject().command() instanceof AlterTable command)) {
      return List.of();
    }
    List<String> steps = new ArrayList<>(Spelling.without(command, action.get()));
    if (kind == Kind.PRIMARY_KEY) {
      nullable(trace, table, key.columns())
          .forEach(column -> steps.addAll(ConstraintSteps.notNull(command, deployment.majors().forms(), column)));
    }
    return ConstraintSteps.onIndex(command, action.get().constraint(), key.name(), key.columns()).map(built -> {
      steps.addAll(built);
      return steps;
    }).orElse(List.of());
  }

  private static Stream<String> nullable(Trace trace, Relation table, List<String> columns) {
    return columns.stream().filter(name -> trace.before().column(table, name)
        .filter(column -> column.nulls() == Nulls.ALLOWED).isPresent());
  }

  private static Stream<Finding> toBeKeyed(Subject subject, Deployment deployment) {
    return Stream.of(Kind.UNIQUE, Kind.PRIMARY_KEY).flatMap(kind -> adding(subject, deployment, kind))
        .filter(one -> one.constraint().usingIndex() == null).map(one -> {
          AlterTable command = (AlterTable) subject.command();
          String table = Spelling.name(command.table());
          String name = keyName(command, one.constraint());
          return Suspicion.of(subject, deployment, command.table(), "key " + Quoting.name(name) + " of " + table
              + " builds its index in the statement that adds it", whileRead(table) + " and the index is built")
              .safely(ConstraintSteps.onIndex(command, one.constraint(), name, columns(one))
                  .map(steps -> Spelling.instead(command, one, steps)).orElse(List.of()));
        });
  }

  /** As the server chooses it. */
  private static String keyName(AlterTable command, TableConstraint constraint) {
    Identifier name = constraint.name();
    if (name != null) {
      return name.name();
    }
    String table = Spelling.last(command.table());
    return constraint.kind() == Kind.PRIMARY_KEY
        ? table + "_pkey"
        : table + "_" + constraint.columns().stream().map(Identifier::name).collect(Collectors.joining("_")) + "_key";
  }

  private static Stream<Finding> excluded(Trace trace, Deployment deployment) {
    return trace.newConstraints("x").filter(one -> isBuilt(trace, one) && !trace.isOfNewColumns(one))
        .flatMap(one -> trace.known(one.relation()).stream().map(table -> trace.found(deployment, table,
            "exclusion constraint " + Quoting.name(one.name()) + " of " + trace.name(table) + " builds its index",
            whileRead(trace.name(table)) + " and the index is built").remedy(NO_EXCLUDE)));
  }

  private static final String NO_EXCLUDE = "there is no way to build it beside other work: add it while the table is"
      + " small or idle, or fill a new table that has it";

  private static Stream<Finding> toBeExcluded(Subject subject, Deployment deployment) {
    return adding(subject, deployment, Kind.EXCLUDE).map(one -> suspected(subject, deployment, one,
        "exclusion constraint " + name(one.constraint()) + " of %s builds its index",
        "all reads and writes of %s wait until the whole table is read and the index is built")
        .safely(List.of()).remedy(NO_EXCLUDE));
  }

  private static Stream<Finding> keyOnNullable(Trace trace, Deployment deployment) {
    return trace.newConstraints("p").filter(one -> isProven(trace, one) && !isBuilt(trace, one))
        .flatMap(one -> trace.known(one.relation()).stream().map(table -> trace.found(deployment, table,
            "primary key " + Quoting.name(one.name()) + " of " + trace.name(table)
                + " makes its columns NOT NULL, which has to be proven",
            whileRead(trace.name(table)))
            .safely(provenFirst(trace, deployment, one, table))));
  }

  private static List<String> provenFirst(Trace trace, Deployment deployment, Constraint key, Relation table) {
    if (!(trace.subject().command() instanceof AlterTable command)) {
      return List.of();
    }
    List<String> steps = new ArrayList<>();
    nullable(trace, table, key.columns())
        .forEach(column -> steps.addAll(ConstraintSteps.notNull(command, deployment.majors().forms(), column)));
    steps.add(trace.subject().statement().text());
    return steps;
  }

  private static Stream<Finding> notNull(Trace trace, Deployment deployment) {
    List<String> keys = trace.newConstraints("p").flatMap(one -> one.columns().stream()
        .map(column -> one.relation() + "." + column)).toList();
    return trace.changedColumns().filter(one -> one.before().nulls() == Nulls.ALLOWED
        && one.after().nulls() == Nulls.REFUSED && one.table().parent().equals("0")
        && !keys.contains(one.table().oid() + "." + one.after().name()))
        .filter(one -> trace.scans(one.table()) && !trace.rewrites(one.table()))
        .map(one -> trace.found(deployment, one.table(), "column " + Quoting.name(one.after().name()) + " of "
            + trace.name(one.table()) + " becomes NOT NULL without a constraint that proves it",
            whileRead(trace.name(one.table())))
            .safely(proof(trace.subject(), deployment, one.after()))
            .remedy(trace.subject().command() instanceof AlterTable ? "" : LATER));
  }

  private static List<String> proof(Subject subject, Deployment deployment, Column column) {
    return subject.command() instanceof AlterTable command
        ? Spelling.actions(command, SetNotNull.class).filter(one -> one.column().name().equals(column.name()))
            .map(one -> Spelling.instead(command, one,
                ConstraintSteps.notNull(command, deployment.majors().forms(), column.name())))
            .findFirst().orElse(List.of())
        : List.of();
  }

  private static Stream<Finding> toBeNotNull(Subject subject, Deployment deployment) {
    if (!(subject.command() instanceof AlterTable command)
        || !Suspicion.isKnown(subject, deployment, command.table())) {
      return Stream.empty();
    }
    return Spelling.actions(command, SetNotNull.class)
        .filter(one -> !isProvenBefore(subject, deployment, command.table(), one.column()))
        .map(one -> Suspicion.of(subject, deployment, command.table(), "column " + Spelling.name(one.column()) + " of "
            + Spelling.name(command.table()) + " becomes NOT NULL, and no constraint is seen that proves it",
            whileRead(Spelling.name(command.table())))
            .safely(Spelling.instead(command, one,
                ConstraintSteps.notNull(command, deployment.majors().forms(), one.column().name()))));
  }

  /** Whether a check says so that some earlier statement validates or adds as valid. */
  private static boolean isProvenBefore(Subject subject, Deployment deployment, QualifiedName table,
      Identifier column) {
    String proof = column.name().toLowerCase(Locale.ROOT) + " is not null";
    return deployment.subjects().stream().takeWhile(one -> !one.equals(subject)).map(Subject::command)
        .flatMap(command -> actionsOn(command, table))
        .anyMatch(action -> action instanceof AddConstraint added && added.constraint().expression() != null
            && added.constraint().expression().replaceAll("[\"()\\s]+", " ").strip().toLowerCase(Locale.ROOT)
                .equals(proof));
  }

  private static Stream<TableAction> actionsOn(SqlCommand command, QualifiedName table) {
    return command instanceof AlterTable alter && Suspicion.isSame(alter.table(), table)
        ? alter.actions().stream()
        : Stream.empty();
  }

  private static Stream<Finding> domain(Trace trace, Deployment deployment) {
    if (!(trace.subject().command() instanceof AlterDomain command)) {
      return Stream.empty();
    }
    List<Relation> tables = trace.tables().filter(table -> trace.scans(table) && trace.blocks(table)).toList();
    if (tables.isEmpty()) {
      return Stream.empty();
    }
    String names = tables.stream().map(trace::name).collect(Collectors.joining(", "));
    return Stream.of(trace.found(deployment, tables.getFirst(), "domain " + Spelling.name(command.name())
        + " has a constraint that is proven on " + names, "all writes to " + names + " wait until they are read")
        .remedy(NO_DOMAIN));
  }

  private static final String NO_DOMAIN = "validating it later keeps writes waiting as well: put a check NOT VALID on"
      + " each table instead, and validate these";

  private static Stream<Finding> toBeDomain(Subject subject, Deployment deployment) {
    return subject.command() instanceof AlterDomain command && command.added() != null
        && command.added().validity() == Validity.CHECKED && Suspicion.isKnown(subject, deployment, command.name())
            ? Stream.of(Finding.of(subject, Suspicion.certainty(subject), "domain " + Spelling.name(command.name())
                + " gets a constraint that is proven on every table that uses it",
                "all writes to these tables wait until they are read")
                .remedy(NO_DOMAIN))
            : Stream.empty();
  }
}
