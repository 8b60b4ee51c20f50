package dev.whimbrel.schema.lint;

import dev.whimbrel.database.Database;
import dev.whimbrel.database.ServerFailure;
import dev.whimbrel.migration.Checksum;
import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.migration.Script;
import dev.whimbrel.migration.TransactionMode;
import dev.whimbrel.migration.TransactionRequest;
import dev.whimbrel.migration.Version;
import dev.whimbrel.problem.Result;
import dev.whimbrel.schema.diff.Difference;
import dev.whimbrel.schema.forecast.OpenTransaction;
import dev.whimbrel.schema.forecast.OpenTransaction.View;
import dev.whimbrel.schema.forecast.Statistics;
import dev.whimbrel.schema.inspect.Inspector;
import dev.whimbrel.schema.inspect.Scope;
import dev.whimbrel.schema.lint.Deployment.Majors;
import dev.whimbrel.schema.lint.Deployment.RunnerTimeouts;
import dev.whimbrel.schema.lint.RuleCase.Section;
import dev.whimbrel.schema.lint.RuleCasesTest.Trying;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.rehearse.LockMode;
import dev.whimbrel.schema.rehearse.Observation.Relation;
import dev.whimbrel.schema.rehearse.Rehearsal;
import dev.whimbrel.schema.rehearse.Rehearsed;
import dev.whimbrel.schema.wording.Wording;
import dev.whimbrel.sql.Lexicon;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.SqlScanner;
import dev.whimbrel.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What stands around the migrations of a case.
 *
 * @param setup what made the database
 * @param major of the server that is tried
 */
record Situation(String setup, int major, RunnerTimeouts timeouts, Statistics statistics, LintOptions options,
    SafeForm safeForm, List<Elsewhere> elsewhere) {
  private static final Pattern BETWEEN = Pattern.compile("(?m)^-- migration\n");
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);
  /** All migrations of a case are deployed together, over the rows of its setup. */
  private static final Rehearsal.Options REHEARSAL = Rehearsal.Options.standard()
      .withFilling(Rehearsal.Filling.NONE).withKnown(Rehearsal.Known.BEFORE_ALL);
  private static final String EMPTY = """
      DO $$ DECLARE one text; BEGIN
        FOR one IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
          EXECUTE format('DROP SCHEMA %I CASCADE', one);
        END LOOP;
      END $$;
      CREATE SCHEMA public;
      """;

  /** What becomes of the schema when the safe form is run. */
  enum SafeForm {
    /** The same as by the statement itself. */
    LEADS_THERE,
    /** Something else, that hurts nobody: what was asked for comes later, or in another way. */
    LEADS_ELSEWHERE
  }

  static Situation none() {
    return new Situation("", 18, RunnerTimeouts.SET, Statistics.unknown(), LintOptions.standard(),
        SafeForm.LEADS_THERE, List.of());
  }

  /** After a section of the file. */
  Situation with(Section section) {
    return switch (section.word()) {
      case "setup" -> withSetup(section.body());
      case "context" -> section.body().lines().reduce(none().withSetup(setup), Situation::with, (a, b) -> b);
      default -> this;
    };
  }

  private Situation withSetup(String sql) {
    return new Situation(sql, major, timeouts, statistics, options, safeForm, elsewhere);
  }

  private Situation with(String line) {
    List<String> words = List.of(line.strip().split(" +"));
    return switch (words.getFirst()) {
      case "major" -> new Situation(setup, Integer.parseInt(words.get(1)), timeouts, statistics,
          options, safeForm, elsewhere);
      case "timeouts" -> new Situation(setup, major, RunnerTimeouts.valueOf(words.get(1)), statistics,
          options, safeForm, elsewhere);
      case "size" -> new Situation(setup, major, timeouts, with(words), options, safeForm, elsewhere);
      case "open" -> withOpen(new OpenTransaction(owner(words), Duration.ofSeconds(Long.parseLong(words.get(2))),
          View.valueOf(words.get(3)), Map.of()));
      case "holds" -> holding(words);
      case "safe" -> new Situation(setup, major, timeouts, statistics, options,
          words.get(1).equals("elsewhere") ? SafeForm.LEADS_ELSEWHERE : SafeForm.LEADS_THERE, elsewhere);
      case "option" -> new Situation(setup, major, timeouts, statistics, option(words), safeForm, elsewhere);
      case "elsewhere" -> new Situation(setup, major, timeouts, statistics, options, safeForm,
          Stream.concat(elsewhere.stream(), Stream.of(Elsewhere.of("main",
              Source.ofText(words.get(1), String.join(" ", words.subList(2, words.size())))))).toList());
      case "" -> this;
      default -> throw new IllegalArgumentException(line);
    };
  }

  private LintOptions option(List<String> words) {
    return switch (words.get(1)) {
      case "guards" -> options.withGuards(LintOptions.Guards.valueOf(words.get(2)));
      case "comments" -> options.withComments(LintOptions.Comments.valueOf(words.get(2)));
      case "schemas" -> options.withSchemas(LintOptions.Schemas.valueOf(words.get(2)));
      case "extensions" -> options.withExtensions(List.of(words.get(2).split(",")));
      case "names" -> options.withNames(LintOptions.Named.valueOf(words.get(2)), words.get(3));
      default -> throw new IllegalArgumentException(words.toString());
    };
  }

  private Statistics with(List<String> words) {
    Map<Relation, Statistics.Size> sizes = new HashMap<>(statistics.sizes());
    List<String> name = List.of(words.get(1).split("\\."));
    sizes.put(new Relation(name.get(0), name.get(1)), new Statistics.Size(Long.parseLong(words.get(2)),
        Long.parseLong(words.get(3)), Long.parseLong(words.get(4))));
    return new Statistics(sizes, statistics.open());
  }

  private Situation withOpen(OpenTransaction... more) {
    List<OpenTransaction> open = Stream.concat(statistics.open().stream(), Stream.of(more)).toList();
    return new Situation(setup, major, timeouts, new Statistics(statistics.sizes(), open), options, safeForm,
        elsewhere);
  }

  private static OpenTransaction.Owner owner(List<String> words) {
    return words.get(1).matches("[0-9]+")
        ? new OpenTransaction.Owner.Session(Integer.parseInt(words.get(1)), "app", "report", "idle in transaction")
        : new OpenTransaction.Owner.Prepared(words.get(1), "app");
  }

  /** A lock of the transaction in the line above. */
  private Situation holding(List<String> words) {
    OpenTransaction last = statistics.open().getLast();
    List<String> name = List.of(words.get(1).split("\\."));
    Map<Relation, LockMode> locks = new HashMap<>(last.locks());
    locks.put(new Relation(name.get(0), name.get(1)), LockMode.valueOf(words.get(2)));
    Statistics without = new Statistics(statistics.sizes(),
        statistics.open().subList(0, statistics.open().size() - 1));
    return new Situation(setup, major, timeouts, without, options, safeForm, elsewhere)
        .withOpen(new OpenTransaction(last.owner(), last.age(), last.view(), locks));
  }

  /** What is found when the migrations are rehearsed. */
  List<Finding> withRehearsal(Trying server, String rule, String sql) {
    return findings(rule, rehearsed(server, migrations(sql)));
  }

  /** The same of all rules. */
  List<Finding> withRehearsal(Trying server, String sql) {
    return withRehearsal(server, "", sql);
  }

  /** What the server refuses in migrations. */
  List<String> refused(Trying server, String sql) {
    return report(server, migrations(sql)).statements().stream().flatMap(one -> switch (one.outcome()) {
      case Rehearsed.Outcome.Ran ran -> Stream.empty();
      case Rehearsed.Outcome.Failed failed -> Stream.of(one.statement().text() + ": " + failed.error().message());
    }).toList();
  }

  /** What is found by the text of the migrations alone. */
  List<Finding> withoutRehearsal(String rule, String sql) {
    return findings(rule, Subjects.of(migrations(sql), List.of()));
  }

  /** What keeps the safe forms of findings in the same migrations from doing the same without being found. */
  List<String> wrongWithSafeForms(Trying server, List<Finding> findings, String sql) {
    List<Finding> meant = findings.stream().filter(one -> !one.safe().isEmpty()).toList();
    if (meant.isEmpty()) {
      return List.of();
    }
    Optional<DatabaseSchema> expected = schemaAfter(server, migrations(sql));
    return meant.stream().flatMap(finding -> wrongWithSafeForm(server, finding, sql, expected).stream()).distinct()
        .toList();
  }

  private List<String> wrongWithSafeForm(Trying server, Finding finding, String sql,
      Optional<DatabaseSchema> expected) {
    List<Migration> safe = migrations(sql).stream().map(migration -> rewritten(migration, finding)).toList();
    List<String> wrong = new ArrayList<>();
    List<Subject> subjects = rehearsed(server, safe);
    subjects.stream().filter(one -> one.observation().isEmpty())
        .forEach(one -> wrong.add("safe form: " + one.statement().text() + ": " + one.seen()
            .map(seen -> ((Rehearsed.Outcome.Failed) seen.outcome()).error().message()).orElse("was not reached")));
    findings(finding.rule(), subjects).stream().filter(one -> one.what().equals(finding.what()))
        .forEach(one -> wrong.add("safe form is found: " + one.subject().statement().text() + ": " + one.what()));
    expected.stream().flatMap(one -> Wording.lines(Difference.between(one, inspected(server))).stream())
        .filter(line -> safeForm == SafeForm.LEADS_THERE && !line.endsWith("usability invalid → valid"))
        .forEach(line -> wrong.add("safe form leads to something else: " + finding.what() + ": " + line));
    return wrong;
  }

  private static DatabaseSchema inspected(Trying server) {
    return Inspector.inspect(server.database(), Scope.everything());
  }

  /** Empty where the server refuses a statement, which the safe form is to mend. */
  private Optional<DatabaseSchema> schemaAfter(Trying server, List<Migration> migrations) {
    boolean hasRun = rehearsed(server, migrations).stream().allMatch(one -> one.observation().isPresent());
    return hasRun ? Optional.of(inspected(server)) : Optional.empty();
  }

  /** Everything commits by itself, and the safe form stands where the statement stood. */
  private static Migration rewritten(Migration migration, Finding finding) {
    boolean isMeant = migration.id().equals(finding.subject().migration().id());
    Stream<String> statements = migration.up().statements().stream().flatMap(statement -> isMeant
        && statement.start() == finding.subject().statement().start()
            ? finding.safe().stream()
            : Stream.of(statement.text()));
    return migration(migration.file(), "-- transaction none\n" + String.join(";\n", statements.toList()) + ";\n");
  }

  private Database fresh(Trying server) {
    Database database = server.database();
    database.send(String.join(";\n", database.state().settings()));
    database.send(String.join(";\n", database.state().residue()));
    ServerFailure failure = database.send(EMPTY + setup).failure();
    if (failure != null) {
      throw new AssertionError("setup: " + failure.error().message());
    }
    return database;
  }

  /** Of one rule, or of all if that is empty. */
  private List<Finding> findings(String rule, List<Subject> subjects) {
    Deployment deployment = new Deployment(subjects, statistics, Majors.of(major), timeouts, TODAY, options,
        List.of(), elsewhere);
    return rule.isEmpty()
        ? Rules.findings(deployment)
        : subjects.stream().flatMap(one -> Rules.of(rule).flatMap(meant -> meant.findings(one, deployment))).toList();
  }

  private List<Subject> rehearsed(Trying server, List<Migration> migrations) {
    return Subjects.of(migrations, report(server, migrations).statements());
  }

  private Rehearsal.Report report(Trying server, List<Migration> migrations) {
    return Rehearsal.run(fresh(server), server::open, migrations, REHEARSAL);
  }

  private static List<Migration> migrations(String sql) {
    List<Migration> migrations = new ArrayList<>();
    for (String text : BETWEEN.split(sql)) {
      migrations.add(migration((migrations.size() + 1) + ".sql", text));
    }
    return migrations;
  }

  private static Migration migration(String file, String text) {
    Source source = Source.ofText(file, text);
    List<Statement> statements = SqlScanner.scan(source, Lexicon.standard()).orThrow();
    return new Migration(new MigrationId.Versioned(Version.verbatim(file.replace(".sql", ""))), "",
        Migration.Role.STEP, script(source, statements, text), down(source, text), new Checksum(file, file));
  }

  /** {@code -- down} somewhere in the text stands for a way back. */
  private static Reversal down(Source source, String text) {
    List<Statement> back = SqlScanner.scan(Source.ofText(source.name(), "SELECT 1"), Lexicon.standard()).orThrow();
    return text.contains("-- down\n")
        ? new Reversal.By(new Script(source, back, TransactionMode.WHOLE, null))
        : new Reversal.None();
  }

  /** {@code -- transaction whole} also takes what a migration must not hold. */
  private static Script script(Source source, List<Statement> statements, String text) {
    if (text.startsWith("-- transaction whole\n")) {
      return new Script(source, statements, TransactionMode.WHOLE, null);
    }
    TransactionRequest request = text.startsWith("-- transaction none\n")
        ? TransactionRequest.NONE
        : TransactionRequest.PER_SEGMENT;
    return switch (Script.of(source, statements, request)) {
      case Result.Ok<Script>(Script script) -> script;
      case Result.Rejected<Script> rejected -> throw new IllegalArgumentException(rejected.problems().toString());
    };
  }
}
