package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.command.SqlCommand.AlterTable;
import dev.whimbrel.schema.command.SqlCommand.CreatePolicy;
import dev.whimbrel.schema.command.SqlCommand.CreateRoutine;
import dev.whimbrel.schema.command.SqlCommand.CreateTable;
import dev.whimbrel.schema.command.SqlCommand.CreateView;
import dev.whimbrel.schema.command.TableAction.RowSecurity;
import dev.whimbrel.schema.command.TableAction.Switch;
import dev.whimbrel.schema.ddl.Quoting;
import dev.whimbrel.schema.rehearse.Catalog;
import dev.whimbrel.schema.rehearse.Catalog.Other;
import dev.whimbrel.schema.rehearse.Catalog.Relation;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Rights that are wider, or narrower, than they look. */
final class SecurityRules {
  private static final int SECURITY_INVOKER_SINCE = 15;
  private static final Pattern DEFINER = Pattern.compile("\\bSECURITY\\s+DEFINER\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern SET_PATH = Pattern.compile("\\bSET\\s+search_path\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern AS = Pattern.compile("\\s+AS\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern FOR_SELECT = Pattern.compile("\\bFOR\\s+SELECT\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern PUBLIC = Pattern.compile(
      "(?is)^GRANT\\s+(.*?\\b(?:ALL|INSERT|UPDATE|DELETE|TRUNCATE)\\b.*?)\\s+ON\\s+(?!\\s*(?:FUNCTION|PROCEDURE|ROUTINE"
          + "|SCHEMA|DATABASE|TYPE|DOMAIN|LANGUAGE)\\b)(.*?)\\s+TO\\s+(?:\\w+\\s*,\\s*)*PUBLIC\\b.*");

  static final List<Rule> RULES = List.of(
      new Rule("WB515", "gives or takes more rights than it seems", Severity.NOTE, SecurityRules::found));

  private SecurityRules() {}

  private static Stream<Finding> found(Subject subject, Deployment deployment) {
    return switch (subject.command()) {
      case AlterTable alter -> noPolicy(subject, deployment, alter);
      case CreatePolicy policy -> Stream.concat(open(subject, policy), idle(subject, deployment, policy));
      case CreateView view when view.kind().equals("VIEW") -> passing(subject, view);
      case CreateRoutine routine -> searching(subject, deployment, routine);
      default -> toEverybody(subject);
    };
  }

  private static Certainty certainty(Subject subject) {
    return Sight.of(subject).isPresent() ? Certainty.DERIVED : Certainty.SUSPECTED;
  }

  private static Stream<Finding> noPolicy(Subject subject, Deployment deployment, AlterTable alter) {
    boolean enables = alter.actions().stream().anyMatch(action -> action instanceof RowSecurity row
        && row.state() == Switch.ON && row.text().toUpperCase(Locale.ROOT).startsWith("ENABLE"));
    Optional<Catalog> end = Sight.end(subject, deployment);
    return enables && end.isPresent()
        ? end.get().find(alter.table()).filter(table -> policies(end.get(), table).findAny().isEmpty())
            .map(table -> Finding.of(subject, Certainty.DERIVED,
                "row security of table " + Sight.named(table) + " is on, and it has no policy",
                "everybody but its owner finds no rows in it, and can write none")
                .remedy("make the policies in the same transaction"))
            .stream()
        : Stream.empty();
  }

  private static Stream<Other> policies(Catalog catalog, Relation table) {
    return catalog.others().stream()
        .filter(one -> one.kind().equals("policy") && one.relation().equals(table.oid()));
  }

  /** Reading may be open to everybody on purpose. */
  private static Stream<Finding> open(Subject subject, CreatePolicy policy) {
    return Sight.of(subject).flatMap(sight -> sight.after().find(policy.table())
        .filter(table -> !FOR_SELECT.matcher(Wordings.code(subject.statement())).find()
            && policies(sight.after(), table)
                .anyMatch(one -> one.name().equals(policy.name().name()) && one.detail().equals("true")))
        .map(table -> Finding.of(subject, Certainty.DERIVED,
            "policy " + Quoting.name(policy.name().name()) + " of " + Sight.named(table) + " holds for every row",
            "whoever it is for may change and delete all rows, as if there were no row security")
            .remedy("say which rows it is about")))
        .stream();
  }

  /** Of older tables nobody knows whether row security is on. */
  private static Stream<Finding> idle(Subject subject, Deployment deployment, CreatePolicy policy) {
    boolean isNew = deployment.before(subject).stream().anyMatch(one -> one.command() instanceof CreateTable table
        && Spelling.last(table.name()).equals(Spelling.last(policy.table())));
    boolean isOn = deployment.subjects().stream().anyMatch(one -> one.command() instanceof AlterTable alter
        && Spelling.last(alter.table()).equals(Spelling.last(policy.table()))
        && Spelling.actions(alter, RowSecurity.class).anyMatch(row -> row.state() == Switch.ON));
    return isNew && !isOn
        ? Stream.of(Finding.of(subject, certainty(subject),
            "policy " + Spelling.name(policy.name()) + " has no effect: row security of "
                + Spelling.name(policy.table())
                + " is off",
            "everybody who may read the table reads all of it")
            .safely(List.of(subject.statement().text(),
                "ALTER TABLE " + Spelling.name(policy.table()) + " ENABLE ROW LEVEL SECURITY")))
        : Stream.empty();
  }

  /** A view asks for rows in the name of its owner, whom policies do not concern. */
  private static Stream<Finding> passing(Subject subject, CreateView view) {
    String text = subject.statement().text();
    if (text.toLowerCase(Locale.ROOT).contains("security_invoker")) {
      return Stream.empty();
    }
    return Sight.of(subject).stream().flatMap(sight -> guarded(sight, view).stream()
        .map(tables -> Finding.of(subject, Certainty.SUSPECTED,
            "view " + Spelling.name(view.name()) + " passes by the policies of " + tables,
            "it reads with the rights of its owner, so that whoever may read the view reads every row")
            .safely(sight.after().major() < SECURITY_INVOKER_SINCE ? List.of() : invoking(text))
            .remedy(sight.after().major() < SECURITY_INVOKER_SINCE
                ? "write the condition of the policies into the view; security_invoker exists since PostgreSQL 15"
                : "")));
  }

  /** The tables with policies that a view reads. */
  private static Optional<String> guarded(Sight sight, CreateView view) {
    String query = Wordings.code(view.query());
    return sight.after().relations().values().stream()
        .filter(one -> one.isTable() && Wordings.mentions(query, one.name())
            && policies(sight.after(), one).findAny().isPresent())
        .map(Sight::named).sorted().reduce((one, other) -> one + ", " + other);
  }

  /** None where the view has other options already. */
  private static List<String> invoking(String text) {
    Matcher as = AS.matcher(Wordings.code(text));
    return as.find() && !Wordings.mentions(text.substring(0, as.start()), "WITH")
        ? List.of(text.substring(0, as.start()) + " WITH (security_invoker = true)" + text.substring(as.start()))
        : List.of();
  }

  private static Stream<Finding> searching(Subject subject, Deployment deployment, CreateRoutine routine) {
    String text = subject.statement().text();
    String code = Wordings.code(routine.rest());
    if (!DEFINER.matcher(code).find() || SET_PATH.matcher(code).find()
        || deployment.sameMigration(subject).stream().anyMatch(one -> isSetLater(one, routine))) {
      return Stream.empty();
    }
    String schema = routine.name().parts().size() > 1
        ? Quoting.name(routine.name().parts().getFirst().name())
        : Sight.of(subject).flatMap(sight -> sight.after().searchPath().stream()
            .filter(name -> !name.startsWith("pg_")).findFirst()).map(Quoting::name).orElse("public");
    return Stream.of(Finding.of(subject, certainty(subject),
        routine.kind().toLowerCase(Locale.ROOT) + " " + Spelling.name(routine.name())
            + " runs with the rights of its owner and looks up names by the search_path of its caller",
        "who may make a schema or a temporary table puts objects of his own in place of those that it means")
        .safely(List.of(Wordings.replaced(text, DEFINER,
            "SECURITY DEFINER SET search_path = pg_catalog, " + schema + ", pg_temp"))));
  }

  private static boolean isSetLater(Subject other, CreateRoutine routine) {
    String code = Wordings.code(other.statement());
    return code.toUpperCase(Locale.ROOT).startsWith("ALTER") && SET_PATH.matcher(code).find()
        && Wordings.mentions(code, Spelling.last(routine.name()));
  }

  private static Stream<Finding> toEverybody(Subject subject) {
    Matcher grant = PUBLIC.matcher(Wordings.code(subject.statement()));
    return grant.matches()
        ? Stream.of(Finding.of(subject, certainty(subject),
            "everybody who can connect may change "
                + subject.statement().text().substring(grant.start(2), grant.end(2)).strip().replaceAll("\\s+", " "),
            "PUBLIC is every role there is and every one that will be").remedy("grant it to the roles that need it"))
        : Stream.empty();
  }
}
