package dev.whimbrel.schema.diff;

import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.schema.diff.Renames.Rename;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.sql.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the comments that tell of renames. */
record RenameReader(DatabaseSchema before) {
  private static final String NAME = "(?:\"(?:[^\"]|\"\")++\"|[^\\s.\"()]+)";
  private static final Pattern BEGIN = Pattern.compile("-- whimbrel: *renamed\\b.*");
  private static final Pattern COMMENT = Pattern.compile(
      "-- whimbrel: *renamed +(materialized view|[a-z]+) +(" + NAME + "(?:\\." + NAME + ")*)(?:\\(([^)]*)\\))? +to +("
          + NAME + ")");
  private static final Pattern ONE_NAME = Pattern.compile(NAME);
  private static final Map<String, List<Kind>> KINDS = Map.ofEntries(
      Map.entry("schema", List.of(Kind.SCHEMA)), Map.entry("table", List.of(Kind.TABLE)),
      Map.entry("column", List.of(Kind.COLUMN)), Map.entry("view", List.of(Kind.VIEW)),
      Map.entry("materialized view", List.of(Kind.MATERIALIZED_VIEW)),
      Map.entry("type", List.of(Kind.ENUM, Kind.COMPOSITE, Kind.RANGE, Kind.DOMAIN)),
      Map.entry("domain", List.of(Kind.DOMAIN)), Map.entry("function", List.of(Kind.FUNCTION)),
      Map.entry("procedure", List.of(Kind.PROCEDURE)), Map.entry("sequence", List.of(Kind.SEQUENCE)),
      Map.entry("index", List.of(Kind.INDEX)),
      Map.entry("constraint", List.of(Kind.CONSTRAINT, Kind.DOMAIN_CONSTRAINT)),
      Map.entry("trigger", List.of(Kind.TRIGGER)), Map.entry("rule", List.of(Kind.RULE)),
      Map.entry("policy", List.of(Kind.POLICY)));

  /**
   * One comment that can be understood.
   *
   * @param names the old name, in its parts
   * @param to the new one of the last part
   */
  private record Comment(@Nullable Position at, String kind, List<String> names, @Nullable String arguments,
      String to) {
    List<Kind> kinds() {
      return KINDS.getOrDefault(kind, List.of());
    }

    Comment with(List<String> others) {
      return new Comment(at, kind, others, arguments, to);
    }

    /** The same object when the comment has been carried out. */
    Comment carriedOut() {
      return with(RenameReader.with(names, names.size() - 1, to));
    }

    String name() {
      return String.join(".", names);
    }
  }

  void read(Source script, List<String> told, List<Rename> renames, List<Problem> problems) {
    List<Comment> comments = new ArrayList<>();
    int line = 0;
    for (String text : script.text(script.begin(), script.end()).split("\n", -1)) {
      line++;
      parse(text.strip(), new Position(script.name(), line, 1), comments, problems);
    }
    for (String rename : told) {
      parse("-- whimbrel: renamed " + rename.strip(), null, comments, problems);
    }
    for (Comment comment : comments) {
      resolve(comment, comments, renames, problems);
    }
  }

  private static void parse(String text, @Nullable Position at, List<Comment> comments, List<Problem> problems) {
    if (!BEGIN.matcher(text).matches()) {
      return;
    }
    Matcher matcher = COMMENT.matcher(text);
    if (matcher.matches() && KINDS.containsKey(matcher.group(1))) {
      comments.add(new Comment(at, matcher.group(1), names(matcher.group(2)), matcher.group(3),
          names(matcher.group(4)).getFirst()));
      return;
    }
    problems.add(at == null
        ? Problem
            .of(ProblemCode.USAGE, "a rename cannot be understood: \"" + text.replaceFirst(".*?renamed ", "") + "\"")
            .remedy("write: --renamed \"table old_name to new_name\"")
        : Problem.of(ProblemCode.BAD_MARKER, "a rename cannot be understood: \"" + text + "\"").at(at)
            .remedy("write: -- whimbrel: renamed table old_name to new_name"));
  }

  private void resolve(Comment comment, List<Comment> all, List<Rename> renames, List<Problem> problems) {
    List<Comment> ways = ways(comment, all);
    List<ObjectId> found = ways.stream().map(this::found).filter(ids -> !ids.isEmpty()).findFirst().orElse(List.of());
    if (found.size() == 1) {
      renames.add(new Rename(found.getFirst(), comment.to()));
    } else if (!found.isEmpty() || ways.stream().map(Comment::carriedOut).allMatch(done -> found(done).isEmpty())) {
      String fault = found.isEmpty() ? "there is no such " + comment.kind() : "there is more than one of that name";
      problems.add(Problem.of(comment.at() == null ? ProblemCode.USAGE : ProblemCode.BAD_MARKER, "a rename of "
          + comment.kind() + " " + comment.name() + " is told of, but " + fault).at(comment.at())
          .remedy(
              "say the name as it is in the first of the two schemas, with its schema and, for a function, its arguments"));
    }
  }

  /** As it is written, and with what it belongs to under its new name, as that may have been renamed already. */
  private static List<Comment> ways(Comment comment, List<Comment> all) {
    List<String> own = bare(comment.names());
    List<List<String>> ways = new ArrayList<>(List.of(own));
    for (Comment other : all) {
      List<String> owner = bare(other.names());
      if (owner.size() < own.size() && own.subList(0, owner.size()).equals(owner)) {
        List.copyOf(ways).forEach(way -> ways.add(with(way, owner.size() - 1, other.to())));
      }
    }
    return ways.stream().map(comment::with).toList();
  }

  private static List<String> with(List<String> names, int index, String name) {
    List<String> result = new ArrayList<>(names);
    result.set(index, name);
    return result;
  }

  /** Without the schema that need not be said. */
  private static List<String> bare(List<String> names) {
    return names.size() > 1 && names.getFirst().equals("public") ? names.subList(1, names.size()) : names;
  }

  private List<ObjectId> found(Comment comment) {
    return comment.kinds().stream()
        .flatMap(kind -> candidates(kind, comment.names(), comment.arguments()).stream()).toList();
  }

  private List<ObjectId> candidates(Kind kind, List<String> names,
      @Nullable String arguments) {
    String last = names.getLast();
    if (kind == Kind.SCHEMA) {
      return there(ObjectId.of(kind, "", last));
    }
    int own = Renames.isPart(kind) ? 2 : 1;
    if (names.size() < own || names.size() > own + 1) {
      return List.of();
    }
    String schema = names.size() > own ? names.getFirst() : "public";
    if (own == 2) {
      return there(new ObjectId(kind, schema, names.get(names.size() - 2), last));
    }
    if (kind == Kind.FUNCTION || kind == Kind.PROCEDURE) {
      return before.objects().keySet().stream()
          .filter(id -> id.kind() == kind && id.schema().equals(schema) && id.name().equals(last))
          .filter(id -> arguments == null || id.part().equals(arguments)).toList();
    }
    return there(ObjectId.of(kind, schema, last));
  }

  private List<ObjectId> there(ObjectId id) {
    return before.objects().containsKey(id) ? List.of(id) : List.of();
  }

  private static List<String> names(String text) {
    return ONE_NAME.matcher(text).results().map(found -> found.group())
        .map(name -> name.startsWith("\"")
            ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
            : name.toLowerCase(Locale.ROOT))
        .toList();
  }
}
