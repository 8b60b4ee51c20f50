package dev.whimbrel;

import dev.whimbrel.database.SessionSettings;
import dev.whimbrel.migration.CodeMigration;
import dev.whimbrel.problem.Result;
import dev.whimbrel.run.Grouping;
import dev.whimbrel.run.RunEvent;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.sql.Identifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an application says before {@link #build} makes a {@link Whimbrel} of it; see {@link Whimbrel#configure(javax.sql.DataSource)}.
 * Everything has a sensible value but the migrations themselves: {@link #directory}, {@link #resources}, {@link #files} or
 * {@link #code}.
 */
public final class WhimbrelBuilder {
  /** Of a longer name the server would cut off the end. */
  private static final int LONGEST_NAME = 63;

  private final Access access;
  private final List<CodeMigration> codes = new ArrayList<>();
  private final Map<String, String> placeholders = new HashMap<>();
  private Result<FileSet> files = Result.ok(FileSet.of("nothing", Map.of()));
  private boolean hasFiles;
  private @Nullable Format format;
  private String changelogPath = "";
  private @Nullable String service;
  private Identifier journalSchema = Whimbrel.JOURNAL_SCHEMA;
  private Duration lockWait = Duration.ofMinutes(5);
  private Duration lockTimeout = SessionSettings.standard().lockTimeout();
  private Duration statementTimeout = SessionSettings.standard().statementTimeout();
  private Transactions transactions = Transactions.AS_WRITTEN;
  private Grouping grouping = Grouping.standard();
  private Consumer<RunEvent> listener = event -> {};

  WhimbrelBuilder(Access access) {
    this.access = access;
  }

  /** The migrations of a directory; it is read now, once. */
  public WhimbrelBuilder directory(Path directory) {
    return source(FileSet.read(directory));
  }

  /**
   * The migrations of a directory of the class path, in jars and in directories, of the thread's context class loader or, without one,
   * of Whimbrel's own. It is read now, once.
   *
   * @param path such as {@code db/migrations}
   */
  public WhimbrelBuilder resources(String path) {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return resources(path, context == null ? Whimbrel.class.getClassLoader() : context);
  }

  /** The same of a class loader. */
  public WhimbrelBuilder resources(String path, ClassLoader loader) {
    return source(FileSet.onClassPath(path, loader));
  }

  /** Migrations that are in memory: the text of each by the name of its file. */
  public WhimbrelBuilder files(Map<String, String> texts) {
    Map<String, byte[]> bytes = new TreeMap<>();
    texts.forEach((name, text) -> bytes.put(name, text.getBytes(StandardCharsets.UTF_8)));
    return source(Result.ok(FileSet.of("the map of files", bytes)));
  }

  private WhimbrelBuilder source(Result<FileSet> read) {
    if (hasFiles) {
      throw new IllegalStateException("the migrations come from one place; another one was named before");
    }
    files = read;
    hasFiles = true;
    return this;
  }

  /** Migrations that are code, each of which has its place by its version; may be called several times. */
  public WhimbrelBuilder code(CodeMigration... migrations) {
    codes.addAll(List.of(migrations));
    return this;
  }

  /** The format of the files, which is otherwise seen from them. */
  public WhimbrelBuilder format(Format named) {
    format = Objects.requireNonNull(named);
    return this;
  }

  /** Whose migrations these are, where several services share a database; an empty text for the one without a name. */
  public WhimbrelBuilder service(String name) {
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("the name of a service is one line");
    }
    service = name;
    return this;
  }

  /** Where the journal lies; {@code whimbrel} if nothing is said. */
  public WhimbrelBuilder journalSchema(String schema) {
    if (schema.isEmpty() || schema.startsWith("pg_") || schema.equals("information_schema")
        || schema.indexOf('\0') >= 0 || schema.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
      throw new IllegalArgumentException("no schema for a journal: \"" + schema + "\"");
    }
    journalSchema = new Identifier(schema);
    return this;
  }

  /** How long to wait while another instance migrates; five minutes if nothing is said. */
  public WhimbrelBuilder lockWait(Duration wait) {
    lockWait = refuseNegative(wait);
    return this;
  }

  /**
   * How long a statement waits for a lock at the most, before its transaction is rolled back and tried again; two seconds if nothing is
   * said, zero for ever.
   */
  public WhimbrelBuilder lockTimeout(Duration timeout) {
    lockTimeout = refuseNegative(timeout);
    return this;
  }

  /** How long one statement may run; zero, which it is if nothing is said, sets no limit. */
  public WhimbrelBuilder statementTimeout(Duration timeout) {
    statementTimeout = refuseNegative(timeout);
    return this;
  }

  /** What stands for a placeholder of Flyway or Liquibase, or a variable of goose's {@code ENVSUB}; may be called several times. */
  public WhimbrelBuilder placeholder(String name, String value) {
    placeholders.put(name, value);
    return this;
  }

  /** What stands before the paths of files in the identity of Liquibase's changesets, such as {@code db/changelog}. */
  public WhimbrelBuilder changelogPath(String path) {
    changelogPath = Objects.requireNonNull(path);
    return this;
  }

  /** How much of a migration is one transaction; as it is written if nothing is said. */
  public WhimbrelBuilder transactions(Transactions policy) {
    transactions = Objects.requireNonNull(policy);
    return this;
  }

  /** What the migrations of a run share, a message or a transaction; each is by itself if nothing is said. */
  public WhimbrelBuilder grouping(Grouping shared) {
    grouping = Objects.requireNonNull(shared);
    return this;
  }

  /**
   * Who is told of every step, on the thread that runs. If it throws, the step that is under way ends as it would, nothing further
   * begins, and the caller gets a {@link dev.whimbrel.problem.WhimbrelException} with that exception as its cause.
   */
  public WhimbrelBuilder listener(Consumer<RunEvent> told) {
    listener = Objects.requireNonNull(told);
    return this;
  }

  /**
   * What was said, as it is now: later changes of this builder do not reach it.
   *
   * @throws dev.whimbrel.problem.WhimbrelException if the directory cannot be read
   */
  public Whimbrel build() {
    if (!hasFiles && codes.isEmpty()) {
      throw new IllegalStateException("no migrations: name a directory, resources, files or code");
    }
    Material material = new Material(files.orThrow(), hasFiles, format, placeholders, changelogPath, codes,
        transactions);
    SessionSettings standard = SessionSettings.standard();
    SessionSettings session = new SessionSettings(standard.connectTimeout(), standard.loginTimeout(), lockTimeout,
        statementTimeout, standard.applicationName());
    return new Whimbrel(access, material,
        new Whimbrel.Settings(service, journalSchema, lockWait, session, grouping, listener));
  }

  private static Duration refuseNegative(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("a time that is negative: " + time);
    }
    return time;
  }
}
