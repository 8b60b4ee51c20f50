package dev.whimbrel.schema.diff;

import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import dev.whimbrel.schema.diff.Renames.Rename;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the comments that tell of renames. */
record RenameReader(DatabaseSchema before) {
  private static final String NAME = "(?:\"(?:[^\"]|\"\")+\"|[^\\s.\"()]+)";
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

  void read(String text, int line, List<Rename> renames, List<Problem> problems) {
    if (!BEGIN.matcher(text).matches()) {
      return;
    }
    Matcher matcher = COMMENT.matcher(text);
    if (!matcher.matches() || !KINDS.containsKey(matcher.group(1))) {
      problems
          .add(Problem.of(ProblemCode.BAD_MARKER, "line " + line + " tells of a rename that cannot be understood: \""
              + text + "\"").remedy("write: -- whimbrel: renamed table old_name to new_name"));
      return;
    }
    List<Kind> kinds = KINDS.getOrDefault(matcher.group(1), List.of());
    List<String> names = names(matcher.group(2));
    String to = names(matcher.group(4)).getFirst();
    List<ObjectId> found = kinds.stream().flatMap(kind -> candidates(kind, names, matcher.group(3)).stream()).toList();
    if (found.size() == 1) {
      renames.add(new Rename(found.getFirst(), to));
      return;
    }
    List<String> renamed = new ArrayList<>(names);
    renamed.set(renamed.size() - 1, to);
    if (found.isEmpty() && kinds.stream().anyMatch(kind -> !candidates(kind, renamed, matcher.group(3)).isEmpty())) {
      return;
    }
    String fault = found.isEmpty() ? "there is no such " + matcher.group(1) : "there is more than one of that name";
    problems.add(Problem.of(ProblemCode.BAD_MARKER, "line " + line + " tells of a rename of " + matcher.group(1) + " "
        + matcher.group(2) + ", but " + fault)
        .remedy(
            "say the name as it is in the first of the two schemas, with its schema and, for a function, its arguments"));
  }

  private List<ObjectId> candidates(Kind kind, List<String> names,
      @org.jspecify.annotations.Nullable String arguments) {
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
