package dev.whimbrel.schema.lint;

import dev.whimbrel.problem.Result;
import dev.whimbrel.schema.command.SqlCommand;
import dev.whimbrel.schema.command.SqlCommand.AddEnumValue;
import dev.whimbrel.schema.command.SqlCommand.AlterDomain;
import dev.whimbrel.schema.command.SqlCommand.AlterTable;
import dev.whimbrel.schema.command.SqlCommand.Create;
import dev.whimbrel.schema.command.SqlCommand.CreateDomain;
import dev.whimbrel.schema.command.SqlCommand.CreateEnum;
import dev.whimbrel.schema.command.SqlCommand.CreateIndex;
import dev.whimbrel.schema.command.SqlCommand.CreatePolicy;
import dev.whimbrel.schema.command.SqlCommand.CreateRoutine;
import dev.whimbrel.schema.command.SqlCommand.CreateRule;
import dev.whimbrel.schema.command.SqlCommand.CreateTable;
import dev.whimbrel.schema.command.SqlCommand.CreateTrigger;
import dev.whimbrel.schema.command.SqlCommand.CreateView;
import dev.whimbrel.schema.command.SqlCommand.Drop;
import dev.whimbrel.schema.command.SqlCommand.DropIndex;
import dev.whimbrel.schema.command.SqlCommand.Option;
import dev.whimbrel.schema.command.SqlCommand.Rename;
import dev.whimbrel.sql.Lexicon;
import dev.whimbrel.sql.QualifiedName;
import dev.whimbrel.sql.Source;
import dev.whimbrel.sql.SqlScanner;
import dev.whimbrel.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A migration that is on the branch into which this one is to be merged, and not here: the two were never tried together. A value.
 *
 * @param file as people call it
 * @param branch on which it is
 * @param objects whose schema it changes, as far as its text tells; each once
 */
public record Elsewhere(String file, String branch, List<QualifiedName> objects) {
  private static final Set<String> MADE = Set.of("SEQUENCE", "TYPE", "AGGREGATE", "FOREIGN TABLE");
  private static final Set<String> DROPPED = Set.of("TABLE", "VIEW", "MATERIALIZED VIEW", "FOREIGN TABLE", "SEQUENCE",
      "TYPE", "DOMAIN", "FUNCTION", "PROCEDURE", "ROUTINE", "AGGREGATE");
  private static final Set<String> RENAMED = Set.of("TABLE", "COLUMN", "CONSTRAINT", "VIEW", "MATERIALIZED VIEW",
      "FOREIGN TABLE", "SEQUENCE", "INDEX", "TYPE", "DOMAIN", "VALUE", "FUNCTION", "PROCEDURE", "ROUTINE");

  public Elsewhere {
    Objects.requireNonNull(file);
    Objects.requireNonNull(branch);
    objects = List.copyOf(objects);
  }

  /** Reads its text, in whatever format: what stands in comments there is no matter here. Of one that cannot be read nothing is known. */
  public static Elsewhere of(String branch, Source text) {
    List<QualifiedName> objects = new ArrayList<>();
    if (SqlScanner.scan(text, Lexicon.standard()) instanceof Result.Ok<List<Statement>>(List<Statement> statements)) {
      statements.stream().map(SqlCommand::of).flatMap(command -> changedBy(command).stream())
          .filter(name -> objects.stream().noneMatch(one -> Suspicion.isSame(one, name))).forEach(objects::add);
    }
    return new Elsewhere(text.name(), branch, objects);
  }

  /** What a command changes; what it makes, too, for the other may make the same. */
  static List<QualifiedName> changedBy(SqlCommand command) {
    return switch (command) {
      case CreateIndex index -> List.of(index.table());
      case DropIndex drop -> drop.names();
      case AlterTable alter -> List.of(alter.table());
      case CreateTable table when !table.options().contains(Option.TEMPORARY) ->
        Stream.concat(Stream.of(table.name()), Stream.ofNullable(table.partitionOf())).toList();
      case Drop drop when DROPPED.contains(drop.kind()) -> drop.names();
      case Drop drop -> Stream.ofNullable(drop.on()).toList();
      case CreateTrigger trigger -> List.of(trigger.table());
      case CreatePolicy policy -> List.of(policy.table());
      case CreateRule rule -> List.of(rule.table());
      case CreateView view when !view.options().contains(Option.TEMPORARY) -> List.of(view.name());
      case CreateRoutine routine -> List.of(routine.name());
      case CreateDomain domain -> List.of(domain.name());
      case AlterDomain domain -> List.of(domain.name());
      case CreateEnum type -> List.of(type.name());
      case AddEnumValue value -> List.of(value.type());
      case Rename rename when RENAMED.contains(rename.kind()) -> List.of(rename.of());
      case Create create when MADE.contains(create.kind()) -> Stream.ofNullable(create.name()).toList();
      default -> List.of();
    };
  }
}
