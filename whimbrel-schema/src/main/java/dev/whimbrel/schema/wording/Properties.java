package dev.whimbrel.schema.wording;

import dev.whimbrel.schema.model.Aspects;
import dev.whimbrel.schema.model.Grant;
import dev.whimbrel.schema.model.NotNull;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.SchemaObject;
import dev.whimbrel.schema.model.Validity;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** In which properties two states of an object differ. */
public final class Properties {
  /** What the definition says as well. */
  private static final Set<String> SAID_BY_DEFINITION = Set.of("columns", "reference", "uniqueness", "method", "parts",
      "include",
      "predicate", "arguments", "result", "language", "deferral");

  /** What no comparison minds. */
  private static final Set<String> UNIMPORTANT = Set.of("id", "position");

  private static final String NOTHING = "none";

  /** How the model says that no target of statistics is set. */
  private static final int UNSET = -1;

  private Properties() {}

  /**
   * One property.
   *
   * @param before in words; {@code none} for nothing
   * @param after in words
   */
  public record Property(String name, String before, String after) {
    /** Whether one of them needs more than a line. */
    public boolean isLong() {
      return before.contains("\n") || after.contains("\n");
    }

    @Override
    public String toString() {
      return isLong() ? name + ":\n" + TextDifference.of(before, after) : name + " " + before + " → " + after;
    }
  }

  /** Of an object. */
  public static List<Property> of(SchemaObject before, SchemaObject after) {
    return before.getClass() == after.getClass()
        ? differing((Record) before, (Record) after)
        : List.of(new Property("kind", before.id().kind().label(), after.id().kind().label()));
  }

  /** Of what an object of any kind may have. */
  public static List<Property> of(Aspects before, Aspects after) {
    List<Property> all = new ArrayList<>();
    if (!before.owner().equals(after.owner())) {
      all.add(new Property("owner", role(before.owner()), role(after.owner())));
    }
    if (!before.comment().equals(after.comment())) {
      all.add(new Property("comment", text(before.comment()), text(after.comment())));
    }
    if (!Objects.equals(before.grants(), after.grants())) {
      all.add(
          new Property("privileges", grants(before.grants(), after.grants()), grants(after.grants(), before.grants())));
    }
    return all;
  }

  private static String role(String owner) {
    return owner.isEmpty() ? "the usual one" : owner;
  }

  /** Those that the other one lacks; all, where the other one has not been touched. */
  private static String grants(@Nullable List<Grant> own, @Nullable List<Grant> others) {
    if (own == null) {
      return "the default ones";
    }
    if (others == null) { // the owner's own are among the default ones
      List<Grant> given = own.stream().filter(grant -> !grant.grantee().equals(Grant.OWNER)).toList();
      return given.isEmpty()
          ? "others than the default ones"
          : given.stream().map(Properties::grant).collect(Collectors.joining(", "));
    }
    Set<Grant> known = new HashSet<>(others);
    String lacking = own.stream().filter(grant -> !known.contains(grant)).map(Properties::grant)
        .collect(Collectors.joining(", "));
    return lacking.isEmpty() ? own.isEmpty() ? "nobody's" : "without them" : lacking;
  }

  private static String grant(Grant grant) {
    return grant.privilege() + " to " + (grant.grantee().equals(Grant.OWNER) ? "the owner" : grant.grantee())
        + (grant.option() == Grant.Option.PLAIN ? "" : " with grant option");
  }

  private static List<Property> differing(Record before, Record after) {
    List<RecordComponent> components = Stream.of(before.getClass().getRecordComponents())
        .filter(component -> !UNIMPORTANT.contains(component.getName()))
        .filter(component -> !Objects.equals(value(component, before), value(component, after)))
        .toList();
    boolean defined = components.stream().anyMatch(component -> component.getName().equals("definition"));
    return components.stream()
        .filter(component -> !defined || !SAID_BY_DEFINITION.contains(component.getName()))
        .flatMap(component -> of(component, value(component, before), value(component, after)))
        .toList();
  }

  /** Of two alike the parts that differ. */
  private static Stream<Property> of(RecordComponent component, @Nullable Object before, @Nullable Object after) {
    String name = words(component.getName());
    if (!(before instanceof Record old) || !(after instanceof Record now) || old.getClass() != now.getClass()
        || old instanceof NotNull) {
      return Stream.of(new Property(name, said(before), said(after)));
    }
    String whole = isAlternative(old) ? words(old.getClass().getSimpleName()) : name;
    return Stream.of(old.getClass().getRecordComponents())
        .filter(part -> !Objects.equals(value(part, old), value(part, now)))
        .flatMap(part -> of(part, value(part, old), value(part, now)))
        .map(property -> new Property(whole + " " + property.name(), property.before(), property.after()));
  }

  private static @Nullable Object value(RecordComponent component, Object record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the records of the model are public", e);
    }
  }

  private static String said(@Nullable Object value) {
    return switch (value) {
      case null -> NOTHING;
      case String text -> text(text);
      case Enum<?> one -> one.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      case ObjectId id -> Names.of(id);
      case Integer number when number == UNSET -> NOTHING;
      case Collection<?> many ->
        many.isEmpty() ? NOTHING : many.stream().map(Properties::said).collect(Collectors.joining(", "));
      case Map<?, ?> many -> many.isEmpty()
          ? NOTHING
          : many.entrySet().stream().map(entry -> said(entry.getKey()) + " = " + said(entry.getValue()))
              .collect(Collectors.joining(", "));
      case NotNull notNull -> notNull(notNull);
      case Record nested -> record(nested);
      default -> value.toString();
    };
  }

  private static String notNull(NotNull notNull) {
    return "not null" + (notNull.name().isEmpty() ? "" : " named " + notNull.name())
        + (notNull.validity() == Validity.VALID ? "" : ", " + said(notNull.validity()))
        + (notNull.inheritance() == NotNull.Inheritance.INHERITED ? "" : ", " + said(notNull.inheritance()));
  }

  /** Which alternative it is, and whatever of it is not empty. */
  private static String record(Record nested) {
    return Stream.concat(isAlternative(nested) ? Stream.of(words(nested.getClass().getSimpleName())) : Stream.of(),
        Stream.of(nested.getClass().getRecordComponents())
            .map(component -> value(component, nested))
            .map(Properties::said)
            .filter(said -> !said.equals(NOTHING)))
        .collect(Collectors.joining(" "));
  }

  private static boolean isAlternative(Record nested) {
    return Stream.of(nested.getClass().getInterfaces()).anyMatch(Class::isSealed);
  }

  private static String text(String text) {
    return text.isEmpty() ? NOTHING : text;
  }

  /** {@code defaultValue} is called {@code default}. */
  private static String words(String name) {
    String spaced = name.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
    return spaced.equals("default value") ? "default" : spaced;
  }
}
