package dev.whimbrel.schema.render;

import dev.whimbrel.schema.model.CompositeType;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Domain;
import dev.whimbrel.schema.model.DomainConstraint;
import dev.whimbrel.schema.model.EventTrigger;
import dev.whimbrel.schema.model.Extension;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.MaterializedView;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Policy;
import dev.whimbrel.schema.model.Sequence;
import dev.whimbrel.schema.model.View;
import dev.whimbrel.schema.model.ViewColumn;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The blocks that only Atlas Pro prints. */
final class HclMore {
  private final DatabaseSchema schema;
  private final Overview overview;
  private final HclNames names;

  HclMore(DatabaseSchema schema, Overview overview, HclNames names) {
    this.schema = schema;
    this.overview = overview;
    this.names = names;
  }

  void views(HclBody document) {
    schema.all(View.class).forEach(view -> document.block("view", names.labels(view.id()),
        view(view.id(), view.query(), view.columns(), view.options().get("check_option"))));
    HclTable tables = new HclTable(schema, overview, names);
    schema.all(MaterializedView.class).forEach(view -> {
      HclBody body = view(view.id(), view.query(), view.columns(), null);
      overview.indexes(view.id())
          .forEach(index -> body.block("index", List.of(index.id().name()), tables.index(index)));
      document.block("materialized", names.labels(view.id()), body);
    });
  }

  private HclBody view(ObjectId id, String query, List<ViewColumn> columns, @Nullable String check) {
    HclBody body = body(id).with("as", HclBody.quoted(query))
        .with("check_option", check == null ? null : check.toUpperCase(Locale.ROOT))
        .withText("comment", schema.aspectsOf(id).comment())
        .withList("depends_on", relationsBelow(id));
    columns.forEach(column -> body.block("column", List.of(column.name()),
        new HclBody().with("type", names.type(column.type()))
            .withText("comment", schema.aspectsOf(id.part(Kind.COLUMN, column.name())).comment())));
    return body;
  }

  private List<String> relationsBelow(ObjectId view) {
    return schema.needsOf(view).stream()
        .map(needed -> needed.kind() == Kind.COLUMN ? needed.relation() : needed)
        .filter(needed -> Stream.of(Kind.TABLE, Kind.VIEW, Kind.MATERIALIZED_VIEW).anyMatch(needed.kind()::equals))
        .filter(needed -> schema.find(needed).isPresent())
        .sorted().distinct().map(names::reference).toList();
  }

  void others(HclBody document) {
    schema.all(Domain.class).forEach(domain -> document.block("domain", names.labels(domain.id()), domain(domain)));
    schema.all(CompositeType.class)
        .forEach(type -> document.block("composite", names.labels(type.id()), composite(type)));
    schema.all(Sequence.class).filter(sequence -> !overview.isPartOfSerial(sequence))
        .forEach(sequence -> document.block("sequence", names.labels(sequence.id()), sequence(sequence)));
    schema.all(Policy.class).filter(policy -> schema.find(policy.id().relation()).isPresent())
        .forEach(policy -> document.block("policy", List.of(policy.id().part()), policy(policy)));
    schema.all(EventTrigger.class)
        .forEach(trigger -> document.block("event_trigger", List.of(trigger.id().name()), eventTrigger(trigger)));
    schema.all(Extension.class)
        .forEach(extension -> document.block("extension", List.of(extension.id().name()), extension(extension)));
  }

  private HclBody domain(Domain domain) {
    HclBody body = body(domain.id()).with("type", names.type(domain.baseType()))
        .with("null", domain.notNull() == null ? "true" : "false")
        .with("default", domain.defaultValue().isEmpty() ? null : HclBody.sql(domain.defaultValue()))
        .withText("comment", schema.aspectsOf(domain.id()).comment());
    schema.all(DomainConstraint.class)
        .filter(check -> check.id().schema().equals(domain.id().schema())
            && check.id().name().equals(domain.id().name()))
        .forEach(check -> body.block("check", List.of(check.id().part()), HclTable.check(check.definition())));
    return body;
  }

  private HclBody composite(CompositeType type) {
    HclBody body = body(type.id()).withText("comment", schema.aspectsOf(type.id()).comment());
    type.attributes().forEach(attribute -> body.block("field", List.of(attribute.name()),
        new HclBody().with("type", names.type(attribute.type()))));
    return body;
  }

  private HclBody sequence(Sequence sequence) {
    Sequence.Counting counting = sequence.counting();
    ObjectId owner = sequence.owner();
    return body(sequence.id())
        .with("type", names.type(counting.type()))
        .with("start", Long.toString(counting.start()))
        .with("increment", Long.toString(counting.increment()))
        .with("min_value", Long.toString(counting.minimum()))
        .with("max_value", Long.toString(counting.maximum()))
        .with("cache", Long.toString(counting.cache()))
        .with("cycle", counting.end() == Sequence.End.CYCLE ? "true" : null)
        .with("owner", owner == null
            ? null
            : names.reference(owner.relation()) + "." + HclNames.column(owner.part()))
        .withText("comment", schema.aspectsOf(sequence.id()).comment());
  }

  private HclBody policy(Policy policy) {
    return new HclBody().with("on", names.reference(policy.id().relation()))
        .with("as", policy.combination().name())
        .with("for", policy.command())
        .with("to", HclBody.list(policy.roles().stream()
            .map(role -> role.equals("public") ? "PUBLIC" : HclBody.quoted(role)).toList()))
        .withText("using", policy.using())
        .withText("check", policy.check());
  }

  private static HclBody eventTrigger(EventTrigger trigger) {
    return new HclBody().with("on", trigger.event())
        .withList("tags", trigger.tags().stream().map(HclBody::quoted).toList())
        .with("execute", HclBody.sql(trigger.function()));
  }

  private HclBody extension(Extension extension) {
    return new HclBody().with("schema", HclNames.schemaReference(extension.schema()))
        .withText("version", extension.version())
        .withText("comment", schema.aspectsOf(extension.id()).comment());
  }

  private static HclBody body(ObjectId id) {
    return new HclBody().with("schema", HclNames.schemaReference(id.schema()));
  }
}
