package dev.whimbrel.schema.rewrite;

import dev.whimbrel.migration.Reversal;
import dev.whimbrel.migration.Script;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.problem.Result;
import dev.whimbrel.schema.rehearse.Rehearsed.Bound;
import dev.whimbrel.schema.rewrite.Part.Line;
import dev.whimbrel.source.FileSet;
import dev.whimbrel.source.Format;
import dev.whimbrel.source.MigrationText;
import dev.whimbrel.source.NewFiles;
import dev.whimbrel.source.Numbering;
import dev.whimbrel.source.ParseOptions;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The migrations that a rewritten one becomes, and their files. Pure.
 *
 * <p>The way back of the original belongs to the first of them, and those behind it have an empty one: migrations are taken back last one
 * first, so going back over all of them is what going back over the original was, and what is applied of them can be taken back at any
 * point.
 */
public final class RewrittenFiles {
  private static final Pattern LOCAL = Pattern.compile("(?im)^SET\\s+LOCAL\\b");
  private static final Pattern BY_PROCEDURE = Pattern.compile("(?is)^(?:\\s*--[^\\n]*\\n)*+\\s*(?:DO|CALL)\\b.*");
  private static final String EACH = "-- whimbrel: no-transaction\n";
  private static final String BETWEEN = "-- whimbrel: transaction per-segment\n";
  private static final String TAKEN_BACK = "-- Taken back together with the first part.\n";

  private RewrittenFiles() {}

  /**
   * One of the migrations.
   *
   * @param suffix for its name: empty for the first one, otherwise {@code _part_2} and so on
   */
  public record Planned(String suffix, MigrationText text) {}

  /** The migrations in their order, in no format yet. */
  public static Result<List<Planned>> planned(Rewritten rewritten, Layout layout) {
    return switch (layout) {
      case FILE_PER_PART -> Result.ok(perPart(rewritten));
      case ONE_FILE -> oneFile(rewritten);
    };
  }

  private static List<Planned> perPart(Rewritten rewritten) {
    List<Planned> planned = new ArrayList<>();
    for (Part part : rewritten.parts()) {
      int number = planned.size() + 1;
      String back = back(rewritten);
      planned.add(new Planned(number == 1 ? "" : "_part_" + number,
          new MigrationText((part.bound() == Bound.ALONE ? EACH : "") + part.text(),
              number == 1 || back.isEmpty() ? back : TAKEN_BACK)));
    }
    return planned;
  }

  private static String back(Rewritten rewritten) {
    return switch (rewritten.migration().down()) {
      case Reversal.By by -> text(by.script());
      case Reversal.None none -> "";
    };
  }

  private static String text(Script script) {
    StringBuilder text = new StringBuilder(switch (script.mode()) {
      case WHOLE -> "";
      case NONE -> EACH;
      case PER_SEGMENT -> BETWEEN;
    });
    Leads.of(script).forEach(lead -> text.append(lead.before()).append(lead.text()).append(lead.behind()).append('\n'));
    return text.isEmpty() ? "-- Nothing is taken back.\n" : text.toString();
  }

  private static Result<List<Planned>> oneFile(Rewritten rewritten) {
    List<Part> parts = rewritten.parts();
    boolean isEach = isEach(parts);
    boolean isLocal = parts.stream().anyMatch(part -> !part.ofTransaction().isEmpty()
        || part.lines().stream().anyMatch(line -> LOCAL.matcher(line.text()).find()));
    if (isEach && isLocal) {
      return Result.rejected(Problem.of(ProblemCode.MIXED_TRANSACTION,
          "in one file each statement would commit by itself, and SET LOCAL would set nothing")
          .remedy("let there be a file for each part"));
    }
    String directive = isEach ? EACH : between(parts);
    return Result.ok(List.of(new Planned("", new MigrationText(directive + together(parts), back(rewritten)))));
  }

  private static String between(List<Part> parts) {
    return parts.stream().anyMatch(part -> part.bound() == Bound.ALONE) ? BETWEEN : "";
  }

  /** Two transactions side by side would be one, and a procedure that commits would be in one. */
  private static boolean isEach(List<Part> parts) {
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      boolean isSideBySide = i > 0 && part.bound() == Bound.TRANSACTION
          && parts.get(i - 1).bound() == Bound.TRANSACTION;
      boolean isProcedure = part.bound() == Bound.ALONE
          && BY_PROCEDURE.matcher(part.lines().getFirst().text()).matches();
      if (isSideBySide || isProcedure) {
        return true;
      }
    }
    return false;
  }

  /** What is set for the session is said where it is not so yet; what is set for a transaction, in each. */
  private static String together(List<Part> parts) {
    StringBuilder text = new StringBuilder();
    List<String> set = List.of();
    for (Part part : parts) {
      Stream.of(part.ofSession().stream().skip(alike(set, part.ofSession())), part.ofTransaction().stream(),
          part.lines().stream().map(Line::text)).flatMap(lines -> lines)
          .forEach(line -> text.append(line).append('\n'));
      text.append('\n');
      set = part.behind();
    }
    return text.toString().stripTrailing() + "\n";
  }

  /** How many of them are the same, from the first on. */
  private static int alike(List<String> one, List<String> other) {
    int alike = 0;
    while (alike < Math.min(one.size(), other.size()) && one.get(alike).equals(other.get(alike))) {
      alike++;
    }
    return alike;
  }

  /**
   * The files, as the next migrations of a directory, each read back to be sure.
   *
   * @param existing the directory without the original
   * @param name what the original does, in words
   */
  public static Result<NewFiles> files(Rewritten rewritten, Layout layout, Format format, FileSet existing,
      String name, Numbering numbering, Instant now, ParseOptions options) {
    return planned(rewritten, layout).then(planned -> {
      SortedMap<String, String> made = new TreeMap<>();
      FileSet there = existing;
      for (Planned one : planned) {
        Result<NewFiles> files = format.newFiles(there, name + one.suffix(), numbering, now, in(format, one.text()),
            options);
        if (!files.problems().isEmpty()) {
          return Result.rejected(files.problems());
        }
        made.putAll(files.orThrow().files());
        there = with(there, files.orThrow().files());
      }
      return Result.ok(new NewFiles(made));
    });
  }

  /** Some formats say once for both ways whether there is a transaction. */
  private static MigrationText in(Format format, MigrationText text) {
    boolean isSaidOnce = switch (format) {
      case GOOSE, ATLAS, LIQUIBASE -> true;
      case GOLANG_MIGRATE, SQL_MIGRATE, DBMATE, FLYWAY -> false;
    };
    boolean isPlain = text.down().isEmpty() || text.down().startsWith(EACH) || text.down().startsWith(BETWEEN);
    if (!isSaidOnce || isPlain) {
      return text;
    }
    return Stream.of(EACH, BETWEEN).filter(text.up()::startsWith).findFirst()
        .map(directive -> new MigrationText(text.up(), directive + text.down())).orElse(text);
  }

  private static FileSet with(FileSet existing, SortedMap<String, String> files) {
    SortedMap<String, byte[]> all = new TreeMap<>(existing.files());
    files.forEach((name, text) -> all.put(name, text.getBytes(StandardCharsets.UTF_8)));
    return new FileSet(existing.origin(), all, existing.others());
  }
}
