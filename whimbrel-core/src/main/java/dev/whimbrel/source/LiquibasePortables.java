package dev.whimbrel.source;

import dev.whimbrel.migration.Migration;
import dev.whimbrel.migration.MigrationId;
import dev.whimbrel.migration.Reversal;
import dev.whimbrel.migration.Script;
import dev.whimbrel.migration.TransactionRequest;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.source.LiquibaseFile.Changeset;
import dev.whimbrel.source.LiquibaseFile.Kind;
import dev.whimbrel.sql.Source;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Takes Liquibase's own lines out of changesets, each of which becomes a migration of its own. */
final class LiquibasePortables {
  private static final Pattern LEADING_NUMBER = Pattern.compile("^\\+?\\d+(?:\\.\\d+)*[_-]?");
  private static final String PROPERTY = "the value of a property is put in here, which no other format can say as Liquibase does";
  private static final String WRITE_VALUE = "write the value";
  private static final int DIGITS = 6;

  private final ParseOptions options;
  private final PortableReader reader;
  private final Mistakes mistakes;
  private final List<String> versions;

  private LiquibasePortables(ParseOptions options, PortableReader reader, List<String> versions,
      Mistakes mistakes) {
    this.options = options;
    this.reader = reader;
    this.versions = versions;
    this.mistakes = mistakes;
  }

  /** The id of a changeset that is a migration. */
  static String id(Migration migration) {
    String[] parts = migration.id().key().split("::", -1);
    return parts.length < 3 ? "" : parts[parts.length - 2];
  }

  /** The ids if they are numbers that grow, otherwise the changesets counted from 1. */
  static List<String> versions(List<Migration> migrations) {
    List<String> ids = migrations.stream().map(LiquibasePortables::id).toList();
    if (areNumbersInOrder(ids)) {
      return ids;
    }
    return Stream.iterate(1, number -> number + 1).limit(ids.size())
        .map(number -> String.format(Locale.ROOT, "%0" + DIGITS + "d", number)).toList();
  }

  private static boolean areNumbersInOrder(List<String> ids) {
    if (!ids.stream().allMatch(id -> id.matches("\\d{1,18}"))) {
      return false;
    }
    List<BigInteger> numbers = ids.stream().map(BigInteger::new).toList();
    return Stream.iterate(1, at -> at + 1).limit(Math.max(0, ids.size() - 1L))
        .allMatch(at -> numbers.get(at - 1).compareTo(numbers.get(at)) < 0);
  }

  /** What its owner should know. */
  static List<String> notes(FileSet files, List<Migration> migrations) {
    List<String> notes = new ArrayList<>();
    if (!versions(migrations).equals(migrations.stream().map(LiquibasePortables::id).toList())) {
      notes.add(
          "the ids of the changesets are not numbers that grow: the versions count the changesets, from 000001 on");
    }
    List<String> left = new ArrayList<>();
    for (String name : LiquibaseDirectory.sql(files)) {
      LiquibaseFile.read(Lines.of(Source.of(name, files.bytes(name)).orThrow()), new Mistakes())
          .changesets().stream().filter(changeset -> !changeset.attributes().concern())
          .forEach(changeset -> left.add(name + "::" + changeset.id() + "::" + changeset.author()));
    }
    if (!left.isEmpty()) {
      notes.add("changesets that Liquibase does not run on PostgreSQL, not taken along: " + Detection.some(left));
    }
    return notes;
  }

  /** All migrations, without those against which reasons were kept. */
  static List<Portable> read(List<Migration> migrations, FileSet files, ParseOptions options, Format target,
      Mistakes mistakes) {
    List<String> versions = versions(migrations);
    List<Portable> portables = new ArrayList<>();
    for (int i = 0; i < migrations.size(); i++) {
      Migration migration = migrations.get(i);
      PortableReader reader = PortableReader.of(migration, Format.LIQUIBASE, files, options, target, mistakes);
      Portable portable = new LiquibasePortables(options, reader, versions, mistakes).read(migration, i);
      if (portable != null) {
        portables.add(portable);
      }
    }
    return portables;
  }

  private @Nullable Portable read(Migration migration, int index) {
    Lines written = reader.lines(migration.file());
    LiquibaseFile file = LiquibaseFile.read(written, new Mistakes());
    Lines expanded = Lines.of(migration.up().source().asWritten());
    int begun = changeset(LiquibaseFile.read(expanded, new Mistakes()), migration).line();
    Changeset changeset = file.changesets().stream().filter(one -> one.line() == begun).findFirst().orElse(null);
    if (changeset == null || !written.raw(begun).equals(expanded.raw(begun))) {
      refuse(written, begun, PROPERTY, WRITE_VALUE);
      return null;
    }
    if (migration.id() instanceof MigrationId.Repeatable) {
      refuse(written, changeset.line(),
          "\"runOnChange:true\" runs the changeset again whenever it changes, and such migrations are not rewritten",
          "write it as a versioned migration, or move it out of the directory and run it by itself");
      return null;
    }
    int before = mistakes.count();
    refuseProperties(written, expanded, changeset);
    LiquibaseText text = LiquibaseText.of(file, List.of(changeset), options.lexicon(), new Mistakes());
    String name = name(migration);
    String said = said(changeset, name);
    Part up = new Part(text.up(), text.upCuts(changeset), Set.of(Kind.TEXT));
    Portable.Part forth = part(written, file, changeset, up, migration.up());
    Portable.Part back = migration.down() instanceof Reversal.By by
        ? back(written, file, changeset, text, by)
        : null;
    reader.refuse(written, changeset.span());
    if (mistakes.count() > before) {
      return null;
    }
    boolean none = back != null && back.text().strip().equals(PortableReader.NO_WAY_BACK.strip());
    return new Portable(migration, versions.get(index), name, head(written, file, changeset),
        new Portable.Part(said + forth.text(), forth.script()), none ? null : back, List.of(migration.file()));
  }

  /** The lines of one way. */
  private record Part(Lines lines, List<Integer> cuts, Set<Kind> kinds) {
    Part {
      cuts = List.copyOf(cuts);
      kinds = Set.copyOf(kinds);
    }
  }

  /** The changeset of a migration; of several with its id under different logical paths the one that holds its statements. */
  private static Changeset changeset(LiquibaseFile file, Migration migration) {
    String key = migration.id().key();
    Lines lines = file.lines();
    List<Changeset> named = file.changesets().stream()
        .filter(changeset -> key.endsWith("::" + changeset.id() + "::" + changeset.author())).toList();
    return named.stream()
        .filter(changeset -> named.size() == 1 || migration.up().statements().stream()
            .allMatch(statement -> changeset.span().holds(statement.at().line())))
        .findFirst().orElseThrow(() -> new IllegalStateException(lines.source().name() + " " + key));
  }

  private void refuse(Lines lines, int line, String message, String remedy) {
    mistakes.add(lines.problem(ProblemCode.UNSUPPORTED, line, message, remedy));
  }

  private void refuseProperties(Lines written, Lines expanded, Changeset changeset) {
    for (int line = changeset.line(); line < changeset.end(); line++) {
      if (!written.raw(line).equals(expanded.raw(line))) {
        refuse(written, line, PROPERTY, WRITE_VALUE);
      }
    }
  }

  private Portable.@Nullable Part back(Lines written, LiquibaseFile file, Changeset changeset, LiquibaseText text,
      Reversal.By by) {
    if (text.rollback(changeset).toLowerCase(Locale.ROOT).contains("changesetid")) {
      refuse(written, changeset.line(),
          "the way back of the changeset is another changeset, which no other format can say",
          "write the statements of that changeset behind \"--rollback\"");
      return null;
    }
    if (by.script().statements().isEmpty()) {
      return new Portable.Part("", by.script());
    }
    Part down = new Part(text.down(), text.downCuts(changeset), Set.of(Kind.ROLLBACK, Kind.ROLLBACK_BLOCK));
    return part(written, file, changeset, down, by.script());
  }

  private Portable.Part part(Lines written, LiquibaseFile file, Changeset changeset, Part part,
      Script script) {
    Set<Integer> dropped = new HashSet<>();
    for (int line = changeset.span().from(); line < changeset.span().to(); line++) {
      boolean emptied = part.lines().text(line).isBlank() && !written.text(line).isBlank();
      if (emptied || !part.kinds().contains(file.kind(line))) {
        dropped.add(line);
      }
    }
    Section section = new Section(List.of(changeset.span()), TransactionRequest.AUTOMATIC, part.cuts());
    Portable.Part read = reader.part(part.lines(), section, dropped, script);
    return new Portable.Part(read.text().replaceFirst("(?:\\r?\\n[ \\t]*)+$", "\n"), script);
  }

  /** From the comment, or from the file's name. */
  private static String name(Migration migration) {
    String comment = migration.description();
    String file = migration.file().substring(migration.file().lastIndexOf('/') + 1).replaceFirst("(?i)\\.sql$", "");
    String words = comment.isBlank() ? LEADING_NUMBER.matcher(file).replaceFirst("") : comment;
    return words.replaceAll("[^\\p{L}\\p{N}_.+-]+", "_").replaceFirst("_+$", "");
  }

  /** What no other format has a word for, as comments. */
  private static String said(Changeset changeset, String name) {
    String about = changeset.comment().isBlank() || changeset.comment().equals(name.replace('_', ' '))
        ? ""
        : "-- about: " + changeset.comment() + "\n";
    String attributes = Stream.of("context", "contextFilter", "labels", "dbms")
        .filter(key -> changeset.attributes().text(key) != null)
        .map(key -> key + ":" + Objects.requireNonNull(changeset.attributes().text(key)))
        .collect(Collectors.joining(" "));
    return about + (attributes.isEmpty() ? "" : "-- Liquibase: " + attributes + "\n");
  }

  /** Comments before the first changeset stay with it; directives of Whimbrel's among them concern all. */
  private static String head(Lines lines, LiquibaseFile file, Changeset changeset) {
    StringBuilder head = new StringBuilder();
    for (int line = 1; line < file.first(); line++) {
      boolean first = changeset.line() == file.first();
      if (file.kind(line) == Kind.TEXT && (first || lines.text(line).startsWith("-- whimbrel:"))
          && !lines.text(line).isBlank()) {
        head.append(lines.text(line)).append('\n');
      }
    }
    return head.toString();
  }
}
