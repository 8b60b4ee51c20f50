package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.command.SqlCommand;
import dev.whimbrel.schema.command.SqlCommand.AlterTable;
import dev.whimbrel.schema.command.SqlCommand.Maintain;
import dev.whimbrel.schema.command.SqlCommand.Option;
import dev.whimbrel.schema.command.SqlCommand.Refresh;
import dev.whimbrel.schema.command.SqlCommand.Setting;
import dev.whimbrel.schema.command.TableAction.ColumnType;
import dev.whimbrel.schema.command.TableAction.Move;
import dev.whimbrel.schema.ddl.Quoting;
import dev.whimbrel.schema.rehearse.Catalog;
import dev.whimbrel.schema.rehearse.Catalog.Index;
import dev.whimbrel.schema.rehearse.Catalog.Relation;
import dev.whimbrel.schema.rehearse.LockMode.Blocks;
import dev.whimbrel.schema.rehearse.Rehearsed.Outcome;
import dev.whimbrel.sql.QualifiedName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What writes tables, materialized views or their indexes anew. */
final class RewriteRules {
  private static final Set<String> TIMES = Set.of("timestamp without time zone", "timestamp with time zone");
  private static final Pattern TIME = Pattern.compile(
      "(?i)(?:timestamptz|timestamp)(?:\\s*\\(\\d\\))?(?:\\s+(?:with|without)\\s+time\\s+zone)?");

  /**
   * Types to which the server gets from others without writing the table: what was there before, the text does not
   * tell.
   */
  private static final Pattern OFTEN_FREE = Pattern.compile(
      "(?i)text|(?:varchar|character\\s+varying|numeric|decimal)(?:\\s*\\(.*\\))?|varbit(?:\\s*\\(.*\\))?|cidr|inet");

  static final List<Rule> RULES = List.of(
      new Rule("WB125", "another type writes the table anew", Severity.ERROR,
          Suspicion.seenOr(RewriteRules::retyped, RewriteRules::toBeRetyped)),
      new Rule("WB126", "a time gets or loses its zone, which depends on TimeZone", Severity.ERROR,
          Suspicion.seenOr(RewriteRules::zoned, RewriteRules::toBeZoned)),
      new Rule("WB127", "another type or collation builds indexes anew", Severity.ERROR,
          Suspicion.seen(RewriteRules::reindexed)),
      new Rule("WB128", "a table is written anew to be stored in another way", Severity.ERROR,
          Suspicion.seenOr(RewriteRules::moved, RewriteRules::toBeMoved)),
      new Rule("WB152", "a materialized view is refreshed while its readers wait", Severity.ERROR,
          RewriteRules::refreshed));

  private RewriteRules() {}

  private static boolean isRetyped(Trace.Changed column) {
    return !column.before().type().equals(column.after().type()) && column.table().parent().equals("0");
  }

  private static boolean isZoned(Trace.Changed column) {
    return !column.before().type().equals(column.after().type())
        && TIMES.contains(withoutPrecision(column.before().type()))
        && TIMES.contains(withoutPrecision(column.after().type()))
        && !withoutPrecision(column.before().type()).equals(withoutPrecision(column.after().type()));
  }

  private static String withoutPrecision(String type) {
    return type.replaceAll("\\(\\d\\)", "");
  }

  private static Stream<Finding> retyped(Trace trace, Deployment deployment) {
    return trace.changedColumns()
        .filter(one -> isWrittenFor(trace, one) && !isZoned(one) && trace.rewrites(one.table()))
        .map(one -> trace.found(deployment, one.table(), column(trace, one) + change(one)
            + ", and the whole table is written anew", ColumnRules.rewriting(trace.name(one.table())))
            .remedy(TWO_COLUMNS));
  }

  /** The type may stay the same where the values are computed anew. */
  private static boolean isWrittenFor(Trace trace, Trace.Changed column) {
    return isRetyped(column) || (column.table().parent().equals("0")
        && Spelling.actions(trace.subject().command(), ColumnType.class)
            .anyMatch(one -> one.column().name().equals(column.after().name()) && one.using() != null));
  }

  private static final String TWO_COLUMNS = "add a column of the new type, keep both alike with a trigger, fill"
      + " it in batches, let the application change over, and drop the old one";

  private static String column(Trace trace, Trace.Changed column) {
    return "column " + Quoting.name(column.before().name()) + " of " + trace.name(column.table());
  }

  private static String change(Trace.Changed column) {
    return column.before().type().equals(column.after().type())
        ? " gets new values"
        : " changes from " + column.before().type() + " to " + column.after().type();
  }

  private static Stream<ColumnType> retyping(Subject subject, Deployment deployment) {
    return subject.command() instanceof AlterTable command && Suspicion.isKnown(subject, deployment, command.table())
        ? Spelling.actions(command, ColumnType.class)
        : Stream.empty();
  }

  private static Stream<Finding> toBeRetyped(Subject subject, Deployment deployment) {
    return retyping(subject, deployment).filter(one -> !TIME.matcher(one.type()).matches()
        && (one.using() != null || !OFTEN_FREE.matcher(one.type()).matches()) && one.collation() == null)
        .map(one -> suspected(subject, deployment, one,
            "changes to " + one.type() + ", and the whole table may be written anew")
            .remedy(TWO_COLUMNS));
  }

  private static Finding suspected(Subject subject, Deployment deployment, ColumnType action, String what) {
    QualifiedName table = ((AlterTable) subject.command()).table();
    return Suspicion.of(subject, deployment, table,
        "column " + Spelling.name(action.column()) + " of " + Spelling.name(table)
            + " " + what,
        ColumnRules.rewriting(Spelling.name(table)));
  }

  private static Stream<Finding> zoned(Trace trace, Deployment deployment) {
    return trace.changedColumns().filter(RewriteRules::isZoned)
        .filter(one -> one.table().parent().equals("0"))
        .filter(one -> trace.rewrites(one.table()) || !saysZone(trace.subject(), deployment)).map(one -> {
          boolean isWritten = trace.rewrites(one.table());
          Finding finding = trace.found(deployment, one.table(), column(trace, one) + change(one) + (isWritten
              ? ", and the whole table is written anew"
              : ", which only spares the table because TimeZone is UTC here"),
              ColumnRules.rewriting(trace.name(one.table())) + (isWritten ? "" : " wherever TimeZone is another"));
          return inUtc(isWritten ? finding : derived(finding), trace.subject());
        });
  }

  private static Finding derived(Finding finding) {
    return Finding.of(finding.subject(), Certainty.DERIVED, finding.what(), finding.why()).locking(finding.lock())
        .sized(finding.size());
  }

  /** With an expression the table is written anew in any zone. */
  private static Finding inUtc(Finding finding, Subject subject) {
    boolean isPlain = Spelling.actions(subject.command(), ColumnType.class).allMatch(one -> one.using() == null)
        && subject.command() instanceof AlterTable;
    return isPlain
        ? finding.safely(List.of("SET TimeZone = 'UTC'", subject.statement().text(), "RESET TimeZone"))
            .remedy("only if the times without a zone are those of UTC; otherwise " + TWO_COLUMNS)
        : finding.remedy(TWO_COLUMNS);
  }

  private static boolean saysZone(Subject subject, Deployment deployment) {
    return zone(subject, deployment).isPresent();
  }

  /** The time zone that the file says. */
  private static Optional<String> zone(Subject subject, Deployment deployment) {
    return deployment.before(subject).stream().map(Subject::command).filter(Setting.class::isInstance)
        .map(Setting.class::cast).filter(one -> one.name().toLowerCase(Locale.ROOT).equals("timezone"))
        .map(Setting::value).reduce((first, last) -> last).filter(value -> !value.isEmpty());
  }

  private static Stream<Finding> toBeZoned(Subject subject, Deployment deployment) {
    return retyping(subject, deployment).filter(one -> TIME.matcher(one.type()).matches()
        && !(one.using() == null && zone(subject, deployment).filter("UTC"::equalsIgnoreCase).isPresent()))
        .map(one -> inUtc(suspected(subject, deployment, one, "changes to " + one.type()
            + ", and the whole table may be written anew, as TimeZone decides"), subject));
  }

  private static Stream<Finding> reindexed(Trace trace, Deployment deployment) {
    if (trace.seen().built().isEmpty()) {
      return Stream.empty();
    }
    return trace.tables().filter(table -> !trace.rewrites(table) && table.parent().equals("0")).flatMap(table -> {
      List<String> built = trace.family(table).flatMap(one -> trace.after().indexes(one))
          .filter(index -> !trace.before().indexes().containsKey(index.oid()) && trace.isRebuilt(index))
          .filter(index -> trace.seen().built().stream()
              .anyMatch(one -> trace.after().find(one).filter(now -> now.oid().equals(index.oid())).isPresent()))
          .map(index -> trace.nameAfter(index.oid())).toList();
      boolean isAsked = trace.changedColumns().anyMatch(one -> one.table().oid().equals(table.oid()));
      return built.isEmpty() || !isAsked || zoned(trace, deployment).findAny().isPresent()
          ? Stream.empty()
          : Stream.of(trace.found(deployment, table, "index".concat(built.size() > 1 ? "es " : " ")
              + String.join(", ", built) + " of " + trace.name(table) + (built.size() > 1 ? " are" : " is")
              + " built anew, because a column of it changes",
              ConstraintRules.whileRead(trace.name(table)) + " and the index is built")
              .remedy(
                  "add a column that is as it is to be, with an index built CONCURRENTLY, fill it in batches,"
                      + " and change over"));
    });
  }

  private static Stream<Finding> moved(Trace trace, Deployment deployment) {
    return moves(trace.subject().command())
        ? trace.tables().filter(table -> trace.seen().rewritten().contains(table.named()))
            .map(table -> trace.found(deployment, table, trace.name(table) + " is written anew by "
                + words(trace.subject().command()), ColumnRules.rewriting(trace.name(table))).remedy(REPACK))
        : Stream.empty();
  }

  private static final String REPACK = "do it when nobody uses the table, or with a tool that copies it beside"
      + " other work, such as pg_repack";

  private static boolean moves(SqlCommand command) {
    return switch (command) {
      case Maintain maintain -> maintain.verb().equals("CLUSTER") || maintain.options().contains(Option.FULL);
      default -> Spelling.actions(command, Move.class).findAny().isPresent();
    };
  }

  private static String words(SqlCommand command) {
    return command instanceof Maintain maintain
        ? maintain.verb() + (maintain.options().contains(Option.FULL) ? " FULL" : "")
        : Spelling.actions(command, Move.class).map(Move::what).collect(Collectors.joining(", "));
  }

  private static Stream<Finding> toBeMoved(Subject subject, Deployment deployment) {
    if (!moves(subject.command())) {
      return Stream.empty();
    }
    List<QualifiedName> tables = switch (subject.command()) {
      case Maintain maintain -> maintain.tables();
      case AlterTable alter -> alter.kind().equals("INDEX") ? List.of() : List.of(alter.table());
      default -> List.of();
    };
    return tables.stream().filter(table -> Suspicion.isKnown(subject, deployment, table))
        .map(table -> Suspicion.of(subject, deployment, table, Spelling.name(table) + " is written anew by "
            + words(subject.command()), ColumnRules.rewriting(Spelling.name(table))).remedy(REPACK));
  }

  private static Stream<Finding> refreshed(Subject subject, Deployment deployment) {
    if (!(subject.command() instanceof Refresh refresh) || refresh.options().contains(Option.WITH_NO_DATA)
        || !Suspicion.isKnown(subject, deployment, refresh.view())) {
      return Stream.empty();
    }
    String view = Spelling.name(refresh.view());
    if (Suspicion.isConcurrent(refresh.options())) {
      return isRefused(subject)
          ? Stream.of(Suspicion.of(subject, deployment, refresh.view(),
              "materialized view " + view + " has no unique index that CONCURRENTLY could use",
              "the server refuses to refresh it so, and the migration fails")
              .remedy("build a unique index on plain columns of it, without WHERE, first"))
          : Stream.empty();
    }
    Finding finding = Suspicion.of(subject, deployment, refresh.view(),
        "materialized view " + view + " is refreshed without CONCURRENTLY",
        "all reads of " + view + " wait until its query is done and its indexes are built");
    return Trace.of(subject).map(trace -> seen(trace, refresh, finding).stream()).orElseGet(() -> Stream.of(
        finding.safely(List.of("REFRESH MATERIALIZED VIEW CONCURRENTLY " + view))
            .remedy("it needs a unique index on plain columns of the view, without WHERE")));
  }

  private static Optional<Finding> seen(Trace trace, Refresh refresh, Finding finding) {
    return trace.known(refresh.view()).filter(view -> trace.blocks(view, Blocks.READS_AND_WRITES)).map(view -> {
      Finding seen = Finding.of(trace.subject(), Certainty.PROVEN, finding.what(), finding.why())
          .locking(trace.lock(view).orElse(null)).sized(finding.size());
      return hasKey(trace.before(), view)
          ? seen.safely(List.of("REFRESH MATERIALIZED VIEW CONCURRENTLY " + trace.name(view)))
          : seen.remedy("build a unique index on plain columns of it, without WHERE, and refresh it CONCURRENTLY");
    });
  }

  private static boolean hasKey(Catalog catalog, Relation view) {
    return catalog.indexes(view).anyMatch(one -> one.role() != Index.Role.PLAIN && one.predicate() == null
        && one.usability() == Index.Usability.VALID && one.keys().stream().noneMatch(String::isEmpty));
  }

  private static boolean isRefused(Subject subject) {
    return subject.seen().filter(seen -> seen.outcome() instanceof Outcome.Failed
        && seen.before().find(((Refresh) subject.command()).view()).filter(view -> !hasKey(seen.before(), view))
            .isPresent())
        .isPresent();
  }
}
