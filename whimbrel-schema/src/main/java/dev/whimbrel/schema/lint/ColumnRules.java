package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.command.ColumnDefinition;
import dev.whimbrel.schema.command.ColumnDefinition.Generated;
import dev.whimbrel.schema.command.ColumnDefinition.Nullability;
import dev.whimbrel.schema.command.SqlCommand.AlterTable;
import dev.whimbrel.schema.command.TableAction.AddColumn;
import dev.whimbrel.schema.command.TableConstraint;
import dev.whimbrel.schema.command.TableConstraint.Kind;
import dev.whimbrel.schema.ddl.Quoting;
import dev.whimbrel.schema.forecast.Statistics;
import dev.whimbrel.schema.rehearse.Catalog.Column;
import dev.whimbrel.schema.rehearse.Catalog.Column.Nulls;
import dev.whimbrel.schema.rehearse.Catalog.Constraint;
import dev.whimbrel.schema.rehearse.Catalog.Relation;
import dev.whimbrel.schema.rehearse.Rehearsed.Outcome;
import dev.whimbrel.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Columns that are added to tables that have rows. */
final class ColumnRules {
  private static final String NOT_NULL_VIOLATION = "23502";

  /** Functions that give every row a value of its own; any other the server alone can tell. */
  private static final Pattern VOLATILE = Pattern
      .compile("(?is).*\\b(?:gen_random_uuid|uuid_generate_v\\w+|uuidv[47]|random"
          + "|random_normal|clock_timestamp|timeofday|nextval)\\s*\\(.*");

  static final List<Rule> RULES = List.of(
      new Rule("WB120", "a column with a volatile default rewrites its table", Severity.ERROR,
          Suspicion.seenOr(ColumnRules::volatileDefault, ColumnRules::maybeVolatile)),
      new Rule("WB121", "a column that numbers or computes itself rewrites its table", Severity.ERROR,
          Suspicion.seenOr(ColumnRules::numbered, ColumnRules::toBeNumbered)),
      new Rule("WB122", "a column of a domain with a constraint rewrites its table", Severity.ERROR,
          Suspicion.seen(ColumnRules::ofDomain)),
      new Rule("WB123", "a column without NULL and without a default has no value for the rows that are there",
          Severity.ERROR, ColumnRules::required),
      new Rule("WB124", "a constraint of a new column reads the table", Severity.ERROR,
          Suspicion.seenOr(ColumnRules::constrained, ColumnRules::toBeConstrained)));

  private ColumnRules() {}

  /** A new column whose table got a new file. */
  private record Rewriting(Trace trace, Relation table, Column column) {
    boolean isNumbered() {
      String expression = column.expression();
      return !column.identity().isEmpty() || column.generated().equals("s")
          || (expression != null && expression.startsWith("nextval(") && isSequenceNew());
    }

    private boolean isSequenceNew() {
      return trace.after().relations().values().stream()
          .anyMatch(one -> one.kind().equals("S") && !trace.before().relations().containsKey(one.oid()));
    }

    boolean isOfDomain() {
      String type = column.type();
      return trace.after().others().stream().anyMatch(one -> one.kind().equals("domain")
          && (type.equals(Quoting.name(one.name())) || type.equals(Quoting.name(one.schema(), one.name()))));
    }

    Finding found(Deployment deployment, String why) {
      return trace.found(deployment, table,
          "column " + Quoting.name(column.name()) + " of " + trace.name(table) + " " + why
              + ", and the whole table is written anew",
          rewriting(trace.name(table)));
    }

    Optional<AddColumn> action() {
      return Spelling.actions(trace.subject().command(), AddColumn.class)
          .filter(one -> one.column().name().name().equals(column.name())).findFirst();
    }
  }

  static String rewriting(String table) {
    return "all reads and writes of " + table + " wait until the table and all its indexes are written anew";
  }

  private static Stream<Rewriting> rewriting(Trace trace) {
    return trace.newColumns().filter(column -> !column.generated().equals("v"))
        .flatMap(column -> trace.known(column.relation()).stream()
            .filter(table -> table.parent().equals("0") && trace.rewrites(table))
            .map(table -> new Rewriting(trace, table, column)));
  }

  private static Stream<Finding> volatileDefault(Trace trace, Deployment deployment) {
    return rewriting(trace).filter(one -> one.column().expression() != null && !one.isNumbered() && !one.isOfDomain())
        .map(one -> steps(one.found(deployment, "gets a default that differs from row to row"), one, deployment));
  }

  private static Finding steps(Finding finding, Rewriting one, Deployment deployment) {
    return one.trace().subject().command() instanceof AlterTable command
        ? one.action().map(action -> defaulted(finding, command, action, deployment)).orElse(finding)
        : finding;
  }

  private static Finding defaulted(Finding finding, AlterTable command, AddColumn action, Deployment deployment) {
    ColumnDefinition column = action.column();
    String value = column.defaultValue();
    if (value == null || !column.constraints().stream().allMatch(one -> one.kind() == Kind.NOT_NULL)) {
      return finding.remedy("add the column without a default, set the default, fill the rows in batches");
    }
    String name = Spelling.name(column.name());
    List<String> steps = new ArrayList<>();
    steps.add(Spelling.alter(command, "ADD COLUMN " + name + " " + column.type()
        + (column.collation() == null ? "" : " COLLATE " + column.collation())));
    steps.add(Spelling.alter(command, "ALTER COLUMN " + name + " SET DEFAULT " + value));
    steps.addAll(filled(command, column, "DEFAULT", deployment));
    return finding.safely(Spelling.instead(command, action, steps)).remedy(BATCHES);
  }

  private static final String BATCHES = "run the UPDATE in batches, each in a transaction of its own";

  private static List<String> filled(AlterTable command, ColumnDefinition column, String value, Deployment deployment) {
    String name = Spelling.name(column.name());
    List<String> steps = new ArrayList<>();
    steps.add(
        "UPDATE " + Spelling.name(command.table()) + " SET " + name + " = " + value + " WHERE " + name + " IS NULL");
    if (column.nullability() == Nullability.NOT_NULL) {
      steps.addAll(ConstraintSteps.notNull(command, deployment.majors().forms(), column.name().name()));
    }
    return steps;
  }

  private static Stream<AddColumn> adding(Subject subject, Deployment deployment) {
    return subject.command() instanceof AlterTable command && Suspicion.isKnown(subject, deployment, command.table())
        ? Spelling.actions(command, AddColumn.class)
        : Stream.empty();
  }

  private static Finding suspected(Subject subject, Deployment deployment, AddColumn action, String what, String why) {
    QualifiedName table = ((AlterTable) subject.command()).table();
    return Suspicion.of(subject, deployment, table, "column " + Spelling.name(action.column().name()) + " of "
        + Spelling.name(table) + " " + what, why.formatted(Spelling.name(table)));
  }

  private static final String WRITTEN_ANEW = "all reads and writes of %s wait until the table and all its"
      + " indexes are written anew";

  private static Stream<Finding> maybeVolatile(Subject subject, Deployment deployment) {
    return adding(subject, deployment).filter(one -> one.column().generated() == Generated.NOT
        && one.column().defaultValue() != null && VOLATILE.matcher(one.column().defaultValue()).matches())
        .map(one -> defaulted(suspected(subject, deployment, one,
            "gets a default that differs from row to row, and the whole table is written anew", WRITTEN_ANEW),
            (AlterTable) subject.command(), one, deployment));
  }

  private static Stream<Finding> numbered(Trace trace, Deployment deployment) {
    return rewriting(trace).filter(Rewriting::isNumbered)
        .map(one -> numbered(one.found(deployment, one.column().generated().equals("s")
            ? "is computed and stored"
            : "numbers its rows"), one.action(), deployment));
  }

  private static Finding numbered(Finding finding, Optional<AddColumn> action, Deployment deployment) {
    if (action.isEmpty() || !(finding.subject().command() instanceof AlterTable command)) {
      return finding;
    }
    return switch (action.get().column().generated()) {
      case SERIAL -> serial(finding, command, action.get(), deployment);
      case IDENTITY -> finding.remedy("add a plain column, fill it in batches from a sequence, prove NOT NULL,"
          + " and then let it be GENERATED AS IDENTITY, which restarts behind the last number");
      case STORED -> finding.remedy(deployment.majors().forms() >= 18
          ? "let it be VIRTUAL, or add a plain column that a trigger keeps and fill it in batches"
          : "add a plain column that a trigger keeps, and fill it in batches");
      case VIRTUAL, NOT -> finding;
    };
  }

  private static Finding serial(Finding finding, AlterTable command, AddColumn action, Deployment deployment) {
    ColumnDefinition column = action.column();
    if (!column.constraints().stream().allMatch(one -> one.kind() == Kind.NOT_NULL)) {
      return finding.remedy(
          "add a plain column with a sequence as its default, fill it in batches, and add its constraints then");
    }
    String table = Spelling.name(command.table());
    String name = Spelling.name(column.name());
    String sequence = schemaOf(command.table())
        + Spelling.made(Spelling.last(command.table()), column.name().name(), "seq");
    String type = switch (column.type().toLowerCase(Locale.ROOT)) {
      case "bigserial", "serial8" -> "bigint";
      case "smallserial", "serial2" -> "smallint";
      default -> "integer";
    };
    List<String> steps = new ArrayList<>();
    steps.add(Spelling.alter(command, "ADD COLUMN " + name + " " + type));
    steps.add("CREATE SEQUENCE " + sequence + " AS " + type + " OWNED BY " + table + "." + name);
    steps.add(Spelling.alter(command,
        "ALTER COLUMN " + name + " SET DEFAULT nextval(" + Quoting.literal(sequence) + ")"));
    steps.add("UPDATE " + table + " SET " + name + " = DEFAULT WHERE " + name + " IS NULL");
    steps.addAll(ConstraintSteps.notNull(command, deployment.majors().forms(), column.name().name()));
    return finding.safely(Spelling.instead(command, action, steps)).remedy(BATCHES);
  }

  /** A sequence has to lie where the table lies to whose column it belongs. */
  private static String schemaOf(QualifiedName table) {
    return table.parts().size() < 2 ? "" : Spelling.name(table.parts().get(table.parts().size() - 2)) + ".";
  }

  private static Stream<Finding> toBeNumbered(Subject subject, Deployment deployment) {
    return adding(subject, deployment).filter(one -> switch (one.column().generated()) {
      case STORED, IDENTITY, SERIAL -> true;
      case VIRTUAL, NOT -> false;
    }).map(one -> numbered(suspected(subject, deployment, one, (one.column().generated() == Generated.STORED
        ? "is computed and stored"
        : "numbers its rows") + ", and the whole table is written anew", WRITTEN_ANEW), Optional.of(one), deployment));
  }

  private static Stream<Finding> ofDomain(Trace trace, Deployment deployment) {
    return rewriting(trace).filter(one -> one.isOfDomain() && !one.isNumbered())
        .map(one -> one.found(deployment, "is of domain " + one.column().type() + ", which has a constraint")
            .remedy(
                "add it with the type below the domain and a check NOT VALID that says the same, and validate that"));
  }

  private static Stream<Finding> required(Subject subject, Deployment deployment) {
    return required(subject, deployment, adding(subject, deployment));
  }

  /**
   * Whether a new column is found to have no value for rows that are there, so that nobody need be told more about it.
   */
  static boolean failsOverRows(Subject subject, Deployment deployment, String column) {
    return required(subject, deployment,
        adding(subject, deployment).filter(one -> one.column().name().name().equals(column)))
        .findAny().isPresent();
  }

  private static Stream<Finding> required(Subject subject, Deployment deployment, Stream<AddColumn> added) {
    return added.filter(one -> isRequired(subject, one.column()))
        .map(one -> suspected(subject, deployment, one, "has neither NULL nor a default",
            "the statement fails as soon as %s has a row"))
        .filter(finding -> isPossible(finding.size()))
        .map(finding -> hasFailed(subject) ? proven(finding) : finding)
        .map(finding -> finding.remedy("give it a default, or add it nullable, fill the rows, and make it NOT NULL"
            + " in a later migration, when all code writes it"));
  }

  private static boolean isRequired(Subject subject, ColumnDefinition column) {
    return column.nullability() == Nullability.NOT_NULL && column.defaultValue() == null
        && column.generated() == Generated.NOT
        && Trace.of(subject).map(trace -> isRequired(trace, column)).orElse(true);
  }

  /** A domain may have a default. */
  private static boolean isRequired(Trace trace, ColumnDefinition column) {
    return trace.newColumns().anyMatch(one -> one.name().equals(column.name().name()) && one.nulls() == Nulls.REFUSED
        && one.expression() == null) && trace.tables().noneMatch(trace::rewrites);
  }

  private static boolean isPossible(Statistics.@Nullable Size size) {
    return size == null || size.rows() != 0;
  }

  private static boolean hasFailed(Subject subject) {
    return subject.seen().filter(seen -> seen.outcome() instanceof Outcome.Failed failed
        && failed.error().sqlState().equals(NOT_NULL_VIOLATION)).isPresent();
  }

  private static Finding proven(Finding finding) {
    return Finding.of(finding.subject(), Certainty.PROVEN, finding.what(), finding.why()).sized(finding.size());
  }

  private static Stream<Finding> constrained(Trace trace, Deployment deployment) {
    return trace.newConstraints().filter(one -> !one.type().equals("n") && !one.type().equals("f"))
        .filter(trace::isOfNewColumns)
        .flatMap(one -> trace.known(one.relation()).stream()
            .filter(table -> trace.scans(table) && !trace.rewrites(table))
            .map(table -> constrained(trace, deployment, one, table)));
  }

  private static Finding constrained(Trace trace, Deployment deployment, Constraint constraint, Relation table) {
    Finding finding = trace.found(deployment, table,
        "constraint " + Quoting.name(constraint.name()) + " of a new column of "
            + trace.name(table) + " is proven although the column holds nothing yet",
        ConstraintRules.whileRead(trace.name(table)));
    Kind kind = switch (constraint.type()) {
      case "u" -> Kind.UNIQUE;
      case "p" -> Kind.PRIMARY_KEY;
      case "x" -> Kind.EXCLUDE;
      default -> Kind.CHECK;
    };
    List<String> safe = trace.subject().command() instanceof AlterTable command
        ? Spelling.actions(command, AddColumn.class)
            .filter(one -> constraint.columns().contains(one.column().name().name()))
            .flatMap(one -> apart(command, one, kind, constraint.name())).findFirst().orElse(List.of())
        : List.of();
    return finding.safely(safe).remedy(safe.isEmpty() ? "add the column alone, and the constraint in steps" : "");
  }

  /** The column by itself, and the constraint in steps behind it. */
  private static Stream<List<String>> apart(AlterTable command, AddColumn action, Kind kind, String name) {
    ColumnDefinition column = action.column();
    List<TableConstraint> meant = column.constraints().stream().filter(one -> one.kind() == kind).toList();
    if (meant.size() != 1 || (kind != Kind.CHECK && kind != Kind.UNIQUE)) {
      return Stream.empty();
    }
    TableConstraint constraint = meant.getFirst();
    String alone = action.text().replace(constraint.text(), "").strip();
    Optional<List<String>> steps = kind == Kind.CHECK
        ? Optional.of(ConstraintSteps.notValid(command, constraint, name))
        : ConstraintSteps.onIndex(command, constraint, name, List.of(column.name().name()));
    return steps.stream().map(rest -> {
      List<String> all = new ArrayList<>(List.of(Spelling.alter(command, alone)));
      all.addAll(rest);
      return Spelling.instead(command, action, all);
    });
  }

  private static Stream<Finding> toBeConstrained(Subject subject, Deployment deployment) {
    return adding(subject, deployment).filter(one -> one.column().generated() == Generated.NOT)
        .flatMap(one -> one.column().constraints().stream()
            .filter(constraint -> constraint.kind() == Kind.CHECK || constraint.kind() == Kind.UNIQUE)
            .map(constraint -> suspected(subject, deployment, one,
                "has a constraint that is proven although it holds nothing yet",
                "all reads and writes of %s wait until the whole table is read")
                .safely(apart((AlterTable) subject.command(), one, constraint.kind(), name(subject, one, constraint))
                    .findFirst().orElse(List.of()))));
  }

  private static String name(Subject subject, AddColumn action, TableConstraint constraint) {
    return constraint.name() != null
        ? constraint.name().name()
        : Spelling.last(((AlterTable) subject.command()).table()) + "_" + action.column().name().name()
            + (constraint.kind() == Kind.CHECK ? "_check" : "_key");
  }
}
