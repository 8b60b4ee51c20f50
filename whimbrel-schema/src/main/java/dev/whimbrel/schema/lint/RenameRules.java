package dev.whimbrel.schema.lint;

import dev.whimbrel.schema.command.SqlCommand.AlterTable;
import dev.whimbrel.schema.command.SqlCommand.CreateView;
import dev.whimbrel.schema.command.SqlCommand.Rename;
import dev.whimbrel.schema.command.TableAction.AddColumn;
import dev.whimbrel.schema.command.TableAction.SetSchema;
import dev.whimbrel.schema.ddl.Quoting;
import dev.whimbrel.schema.lint.Sight.Altered;
import dev.whimbrel.schema.lint.Sight.Kept;
import dev.whimbrel.schema.rehearse.Catalog;
import dev.whimbrel.schema.rehearse.Catalog.Other;
import dev.whimbrel.schema.rehearse.Catalog.Relation;
import dev.whimbrel.schema.rehearse.Observation.Change.What;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Names that the running application uses. What is put aside to be dropped is no longer used, or shows in time that it
 * is.
 */
final class RenameRules {
  private static final String ID = "WB301";
  private static final String WHY = "running code no longer finds it, as long as the release is not out everywhere";
  private static final String VIEW = "grant on the new view what was granted under the old name, and drop it"
      + " when no code uses that";
  private static final Map<String, String> USED = Map.of("r", "table", "p", "table", "v", "view", "m",
      "materialized view", "f", "foreign table");
  private static final Set<String> BY_TEXT = Set.of("VALUE", "TYPE", "DOMAIN", "FUNCTION", "PROCEDURE", "ROUTINE",
      "AGGREGATE", "SEQUENCE", "ATTRIBUTE");
  private static final Set<String> RELATIONS = Set.of("TABLE", "VIEW", "MATERIALIZED VIEW", "FOREIGN TABLE");
  private static final Set<String> SEEN = Set.of("COLUMN", "SCHEMA");

  static final List<Rule> RULES = List.of(
      new Rule(ID, "renames what running code uses", Severity.ERROR, RenameRules::renames));

  private RenameRules() {}

  private static Stream<Finding> renames(Subject subject, Deployment deployment) {
    Optional<Sight> seen = Sight.of(subject);
    if (seen.isEmpty()) {
      return suspected(subject, deployment).map(finding -> finding.of(ID, Severity.WARNING));
    }
    Sight sight = seen.get();
    Map<String, String> schemas = schemas(subject, deployment, sight);
    return Stream.of(schemas.entrySet().stream().map(entry -> schema(subject, entry)),
        relations(subject, deployment, sight, schemas), columns(subject, deployment, sight),
        byText(subject, deployment, sight)).flatMap(Function.identity());
  }

  /** Schemas that were there when the migration began, with their new names. */
  private static Map<String, String> schemas(Subject subject, Deployment deployment, Sight sight) {
    if (!(subject.command() instanceof Rename rename) || !rename.kind().equals("SCHEMA")
        || Wordings.isAside(rename.from()) || Wordings.isAside(rename.to())) {
      return Map.of();
    }
    boolean isOld = Sight.start(subject, deployment).orElse(sight.before()).others().stream()
        .anyMatch(one -> one.kind().equals("schema") && one.name().equals(rename.from()));
    return isOld ? Map.of(rename.from(), rename.to()) : Map.of();
  }

  private static Finding schema(Subject subject, Map.Entry<String, String> names) {
    return Finding.of(subject, Certainty.PROVEN,
        "schema " + Quoting.name(names.getKey()) + " is renamed to " + Quoting.name(names.getValue()),
        "running code no longer finds anything in it, as long as the release is not out everywhere")
        .remedy("make the new schema beside the old one, with views of what is in that");
  }

  private static Stream<Finding> relations(Subject subject, Deployment deployment, Sight sight,
      Map<String, String> schemas) {
    if (sight.observation().changes().stream().noneMatch(change -> change.what() == What.CHANGED)
        || (subject.command() instanceof Rename rename && rename.kind().equals("SCHEMA"))) {
      return Stream.empty();
    }
    Catalog end = Sight.end(subject, deployment).orElse(sight.after());
    return sight.kept().filter(one -> USED.containsKey(one.before().kind())
        && !one.before().named().equals(one.after().named()) && end.find(one.before().named()).isEmpty()
        && !Wordings.isAside(one.before().name()) && !Wordings.isAside(one.after().name())
        && !schemas.containsKey(one.before().schema())).map(one -> relation(subject, one));
  }

  private static Finding relation(Subject subject, Kept kept) {
    Relation before = kept.before();
    String verb = before.schema().equals(kept.after().schema())
        ? " is renamed to " + Quoting.name(kept.after().name())
        : " moves to " + Sight.named(kept.after());
    return Finding
        .of(subject, Certainty.PROVEN, USED.getOrDefault(before.kind(), "") + " " + Sight.named(before) + verb, WHY)
        .safely(List.of(subject.statement().text(), view(Sight.named(before), Sight.named(kept.after()))))
        .remedy(VIEW);
  }

  private static String view(String old, String now) {
    return "CREATE VIEW " + old + " AS SELECT * FROM " + now;
  }

  private static Stream<Finding> columns(Subject subject, Deployment deployment, Sight sight) {
    if (!sight.has(What.CHANGED, "column")) {
      return Stream.empty();
    }
    Catalog end = Sight.end(subject, deployment).orElse(sight.after());
    return sight.alteredColumns().stream().filter(one -> USED.containsKey(one.before().table().kind())
        && !one.before().column().name().equals(one.after().column().name())
        && !Wordings.isAside(one.before().column().name()) && !Wordings.isAside(one.after().column().name())
        && end.find(one.after().table().oid())
            .flatMap(table -> end.column(table, one.before().column().name())).isEmpty())
        .map(one -> column(subject, one));
  }

  private static Finding column(Subject subject, Altered altered) {
    Finding finding = Finding.of(subject, Certainty.PROVEN, "column " + altered.before().named() + " is renamed to "
        + Quoting.name(altered.after().column().name()), WHY);
    return altered.before().table().isTable()
        ? finding.safely(twin(altered)).remedy(
            "drop the trigger, its function and the old column in later migrations, when no code uses it")
        : finding.remedy("make a view beside it that has the new name, and drop the old one when no code uses it");
  }

  /** Both columns, and a trigger that makes them say the same whichever of them is written. */
  private static List<String> twin(Altered altered) {
    String table = Sight.named(altered.before().table());
    String old = Quoting.name(altered.before().column().name());
    String now = Quoting.name(altered.after().column().name());
    String base = altered.before().table().name() + "_" + altered.after().column().name() + "_twin";
    String trigger = Quoting.name(base.length() > 60 ? base.substring(base.length() - 60) : base);
    String function = Quoting.name(altered.before().table().schema()) + "." + trigger;
    return List.of(
        "ALTER TABLE %s ADD COLUMN %s %s".formatted(table, now, altered.before().column().type()),
        """
            CREATE FUNCTION %1$s() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF TG_OP = 'INSERT' THEN
                NEW.%2$s := coalesce(NEW.%2$s, NEW.%3$s);
                NEW.%3$s := NEW.%2$s;
              ELSIF NEW.%2$s IS DISTINCT FROM OLD.%2$s THEN
                NEW.%3$s := NEW.%2$s;
              ELSE
                NEW.%2$s := NEW.%3$s;
              END IF;
              RETURN NEW;
            END $$""".formatted(function, now, old),
        "CREATE TRIGGER %s BEFORE INSERT OR UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION %s()".formatted(trigger, table,
            function),
        "UPDATE %s SET %s = %s WHERE %s IS DISTINCT FROM %s".formatted(table, now, old, now, old));
  }

  /** What no relation or column shows. */
  private static Stream<Finding> byText(Subject subject, Deployment deployment, Sight sight) {
    if (!(subject.command() instanceof Rename rename) || !BY_TEXT.contains(rename.kind())) {
      return Stream.empty();
    }
    String owner = Spelling.last(rename.of());
    Catalog start = Sight.start(subject, deployment).orElse(sight.before());
    boolean isOld = start.others().stream().map(Other::name).anyMatch(owner::equals)
        || start.relations().values().stream().map(Relation::name).anyMatch(owner::equals);
    return isOld ? Stream.of(renamed(subject, rename, Certainty.DERIVED)) : Stream.empty();
  }

  private static Finding renamed(Subject subject, Rename rename, Certainty certainty) {
    Finding finding = Finding.of(subject, certainty, told(rename), WHY);
    if (rename.kind().equals("VALUE")) {
      return finding.safely(List.of("ALTER TYPE " + Spelling.name(rename.of()) + " ADD VALUE "
          + Quoting.literal(rename.to()) + " AFTER " + Quoting.literal(rename.from())))
          .remedy("change the rows to the new value in a later migration, when all code knows it");
    }
    return finding.remedy("make another one with the new name, and drop the old one when no code uses it");
  }

  private static String told(Rename rename) {
    String of = Spelling.name(rename.of());
    return switch (rename.kind()) {
      case "VALUE" -> "value " + Quoting.literal(rename.from()) + " of type " + of + " is renamed to "
          + Quoting.literal(rename.to());
      case "COLUMN", "ATTRIBUTE" -> rename.kind().toLowerCase(Locale.ROOT) + " " + of + "."
          + Quoting.name(rename.from()) + " is renamed to " + Quoting.name(rename.to());
      default -> rename.kind().toLowerCase(Locale.ROOT) + " " + of + " is renamed to " + Quoting.name(rename.to());
    };
  }

  private static Stream<Finding> suspected(Subject subject, Deployment deployment) {
    return switch (subject.command()) {
      case Rename rename when isMissed(subject, deployment, rename) -> Stream.of(suspected(subject, rename));
      case AlterTable alter when !Wordings.isMadeBefore(subject, deployment, alter.table()) ->
        alter.actions().stream().flatMap(action -> action instanceof SetSchema move
            ? Stream.of(Finding.of(subject, Certainty.SUSPECTED, alter.kind().toLowerCase(Locale.ROOT) + " "
                + Spelling.name(alter.table()) + " moves to schema " + Quoting.name(move.schema().name()), WHY)
                .safely(List.of(subject.statement().text(), view(Spelling.name(alter.table()),
                    Quoting.name(move.schema().name(), Spelling.last(alter.table())))))
                .remedy(VIEW))
            : Stream.empty());
      default -> Stream.empty();
    };
  }

  private static boolean isMissed(Subject subject, Deployment deployment, Rename rename) {
    return (BY_TEXT.contains(rename.kind()) || RELATIONS.contains(rename.kind()) || SEEN.contains(rename.kind()))
        && !Wordings.isMadeBefore(subject, deployment, rename.of()) && !Wordings.isAside(rename.to())
        && !Wordings.isAside(rename.from()) && deployment.sameMigration(subject).stream()
            .noneMatch(one -> isThereAgain(one, rename));
  }

  /** Whether a statement makes something under the old name. */
  private static boolean isThereAgain(Subject other, Rename rename) {
    return switch (other.command()) {
      case CreateView view -> Spelling.last(view.name()).equals(rename.from());
      case Rename back -> back.kind().equals(rename.kind()) && back.to().equals(rename.from());
      case AlterTable alter -> rename.kind().equals("COLUMN") && alter.actions().stream()
          .anyMatch(action -> action instanceof AddColumn add && add.column().name().name().equals(rename.from()));
      default -> false;
    };
  }

  private static Finding suspected(Subject subject, Rename rename) {
    Finding finding = renamed(subject, rename, Certainty.SUSPECTED);
    if (!RELATIONS.contains(rename.kind())) {
      return finding;
    }
    String schema = rename.of().parts().size() > 1
        ? Quoting.name(rename.of().parts().getFirst().name()) + "."
        : "";
    return finding.safely(List.of(subject.statement().text(),
        view(Spelling.name(rename.of()), schema + Quoting.name(rename.to())))).remedy(VIEW);
  }
}
