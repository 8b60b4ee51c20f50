package dev.whimbrel.schema.diff;

import dev.whimbrel.schema.diff.Action.Verb;
import dev.whimbrel.schema.model.DatabaseSchema;
import dev.whimbrel.schema.model.Families;
import dev.whimbrel.schema.model.Kind;
import dev.whimbrel.schema.model.ObjectId;
import dev.whimbrel.schema.model.Routine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The order of the actions: what is needed is there while it is needed, and names are free when they are taken. */
final class Ordering {
  private static final Pattern NOT_IN_A_NAME = Pattern.compile("[^\\p{L}\\p{N}_]+");

  private final Decisions decisions;
  private final DatabaseSchema from;
  private final DatabaseSchema to;
  private final Absorption absorption;
  private final Set<Action> actions = new LinkedHashSet<>();
  private final List<Edge> edges = new ArrayList<>();
  private final Map<Action, NavigableSet<Action>> absorbed = new HashMap<>();
  private boolean bodiesUnchecked;

  /** How much depends on an order. */
  private enum Strength {
    STRONG,
    /** Better so. */
    WEAK,
    /** A function's text mentions a name. */
    MENTIONED
  }

  private record Edge(Action before, Action after, Strength strength) {}

  private Ordering(Decisions decisions, DatabaseSchema from, DatabaseSchema to) {
    this.decisions = decisions;
    this.from = from;
    this.to = to;
    this.absorption = new Absorption(decisions, from, to);
  }

  static Ordering of(Decisions decisions, DatabaseSchema from, DatabaseSchema to) {
    Ordering result = new Ordering(decisions, from, to);
    result.collect();
    return result;
  }

  /** Those that another action does along with its own. */
  Collection<Action> absorbed(Action action) {
    return absorbed.getOrDefault(action, new TreeSet<>(rank()));
  }

  /** Whether functions are made before something that their texts mention. */
  boolean bodiesUnchecked() {
    return bodiesUnchecked;
  }

  private void collect() {
    decisions.drops().forEach(key -> actions.add(Action.drop(key)));
    decisions.alters().keySet().forEach(key -> actions.add(Action.alter(key)));
    decisions.creates().forEach(key -> actions.add(Action.create(key)));
    decisions.swapped().forEach(id -> actions.add(Action.finish(Key.of(id))));
    List.copyOf(actions).forEach(this::connect);
    Kinship.in(from, to, actions).forEach(pair -> edge(pair.first(), pair.then(), Strength.WEAK));
    names();
    mentions();
  }

  private void connect(Action action) {
    Key key = action.key();
    switch (action.verb()) {
      case DROP -> {
        decisions.needsBefore().of(key).forEach(needed -> afterDrop(action, needed));
        edge(action, Action.alter(Key.of(key.id())), Strength.STRONG);
        edge(action, Action.create(key), Strength.STRONG);
        edge(action, Action.create(Key.of(key.id())), Strength.STRONG);
      }
      case ALTER -> {
        Key parentage = new Key(key.id().relation(), Key.Facet.PARENTAGE);
        edge(Action.drop(parentage), action, Strength.STRONG);
        if (key.id().kind() != Kind.COLUMN || !Kinship.isRebound(parentage.id(), from, to)) {
          edge(action, Action.create(parentage), Strength.WEAK);
        }
        decisions.needsBefore().of(key).forEach(needed -> edge(action, Action.drop(Key.of(needed)), needed));
        decisions.needsAfter().of(key).forEach(needed -> beforeCreate(needed, action, Strength.WEAK));
        // a type can be altered as soon as no column has it any more
        decisions.needsBefore().of(key).stream().filter(needed -> !decisions.needsAfter().of(key).contains(needed))
            .forEach(needed -> edge(action, Action.alter(Key.of(needed)), Strength.WEAK));
        for (Key.Facet facet : Key.Facet.values()) {
          edge(action, Action.create(new Key(key.id(), facet)), Strength.STRONG);
        }
      }
      case CREATE -> {
        ObjectId whole = Families.parent(to.objects().get(key.id()));
        decisions.needsAfter().of(key).stream().filter(needed -> !needed.equals(whole))
            .forEach(needed -> beforeCreate(needed, action, Strength.STRONG));
        if (whole != null) {
          edge(action, Action.create(Key.of(whole)), Strength.STRONG);
        }
        edge(Action.create(Key.of(key.id())), action, Strength.STRONG);
      }
      case FINISH -> {
        edge(Action.create(key), action, Strength.STRONG);
        decisions.needsBefore().of(key).forEach(needed -> edge(action, Action.drop(Key.of(needed)), needed));
      }
    }
  }

  private void afterDrop(Action action, ObjectId needed) {
    Key key = Key.of(needed);
    edge(action, Action.drop(key), Strength.STRONG);
    if (needed.kind() != Kind.ENUM && needed.kind() != Kind.EXTENSION) {
      edge(action, Action.alter(key), Strength.WEAK);
    }
  }

  /** What is altered goes on to need a type under its other name, until it has the new one. */
  private void edge(Action altered, Action drop, ObjectId needed) {
    edge(altered, decisions.swapped().contains(needed) ? Action.finish(Key.of(needed)) : drop, Strength.STRONG);
  }

  private void beforeCreate(ObjectId needed, Action action, Strength strength) {
    edge(Action.create(Key.of(needed)), action, Strength.STRONG);
    edge(Action.alter(Key.of(needed)), action, strength);
  }

  private void edge(Action before, Action after, Strength strength) {
    if (!before.equals(after) && actions.contains(before) && actions.contains(after)) {
      edges.add(new Edge(before, after, strength));
    }
  }

  /** Nothing is created while something else still has its name. */
  private void names() {
    Map<String, List<Action>> dropped = new HashMap<>();
    decisions.drops().stream().filter(Key::isWhole)
        .forEach(key -> Names.taken(from.objects().get(key.id()))
            .forEach(name -> dropped.computeIfAbsent(name, n -> new ArrayList<>()).add(Action.drop(key))));
    decisions.drops().stream().filter(key -> key.facet() == Key.Facet.CONTENT)
        .forEach(key -> Names.taken(from.objects().get(key.id()))
            .forEach(name -> dropped.computeIfAbsent(name, n -> new ArrayList<>()).add(Action.drop(key))));
    for (Key key : decisions.creates()) {
      if (key.isWhole() || key.facet() == Key.Facet.CONTENT) {
        Names.taken(to.objects().get(key.id())).flatMap(name -> dropped.getOrDefault(name, List.of()).stream())
            .forEach(drop -> edge(drop, Action.create(key), Strength.STRONG));
      }
    }
  }

  /** The text of a function is read by the server when it is made, but what it mentions is nowhere kept. */
  private void mentions() {
    Map<String, List<Action>> made = actions.stream()
        .filter(action -> action.verb() == Verb.CREATE || action.verb() == Verb.ALTER)
        .filter(action -> action.key().isWhole())
        .collect(Collectors.groupingBy(action -> action.key().id().name()));
    for (Action action : List.copyOf(actions)) {
      if (action.verb() != Verb.DROP && to.objects().get(action.key().id()) instanceof Routine routine) {
        Set<String> words = Arrays.stream(NOT_IN_A_NAME.split(routine.definition())).collect(Collectors.toSet());
        words.stream().flatMap(word -> made.getOrDefault(word, List.of()).stream())
            .filter(other -> !other.key().id().name().equals(routine.id().name()))
            .filter(other -> isReadWith(other.key().id(), words))
            .forEach(other -> edge(other, action, Strength.MENTIONED));
      }
    }
  }

  private static boolean isReadWith(ObjectId id, Set<String> words) {
    return switch (id.kind()) {
      case TABLE, VIEW, MATERIALIZED_VIEW, SEQUENCE, ENUM, DOMAIN, COMPOSITE, RANGE, FUNCTION, PROCEDURE, AGGREGATE ->
        true;
      case COLUMN -> words.contains(id.part());
      default -> false;
    };
  }

  /** All that take a statement, in order. */
  List<Action> sorted() {
    while (true) {
      Set<Action> nodes = actions.stream().map(absorption::by).collect(Collectors.toCollection(LinkedHashSet::new));
      Map<Action, Set<Action>> successors = new HashMap<>();
      for (Edge edge : edges) {
        Action before = absorption.by(edge.before);
        Action after = absorption.by(edge.after);
        if (!before.equals(after)) {
          successors.computeIfAbsent(before, action -> new LinkedHashSet<>()).add(after);
        }
      }
      List<Set<Action>> circles = Circles.in(nodes, successors);
      if (circles.isEmpty()) {
        actions.stream().filter(absorption::isAbsorbed).forEach(action -> absorbed
            .computeIfAbsent(absorption.by(action), by -> new TreeSet<>(rank())).add(action));
        return line(nodes, successors);
      }
      circles.forEach(this::open);
    }
  }

  /** Takes something out of the way that holds the circle together. */
  private void open(Set<Action> circle) {
    List<Edge> inside = edges.stream().filter(edge -> {
      Action before = absorption.by(edge.before);
      Action after = absorption.by(edge.after);
      return !before.equals(after) && circle.contains(before) && circle.contains(after);
    }).toList();
    boolean opened = false;
    for (Edge edge : inside) {
      if (edge.strength != Strength.MENTIONED) {
        opened |= absorption.separate(edge.before);
        opened |= absorption.separate(edge.after);
      }
    }
    if (opened) {
      return;
    }
    for (Strength strength : List.of(Strength.MENTIONED, Strength.WEAK, Strength.STRONG)) {
      Set<Edge> loose = inside.stream().filter(edge -> edge.strength == strength).collect(Collectors.toSet());
      if (!loose.isEmpty()) {
        // objects that need each other can only have been made by replacing one of them: the server will tell
        edges.removeAll(strength == Strength.STRONG ? Set.of(inside.getFirst()) : loose);
        bodiesUnchecked |= strength == Strength.MENTIONED;
        return;
      }
    }
  }

  private List<Action> line(Set<Action> nodes, Map<Action, Set<Action>> successors) {
    Map<Action, Integer> waiting = new HashMap<>();
    successors.values().forEach(all -> all.forEach(action -> waiting.merge(action, 1, Integer::sum)));
    NavigableSet<Action> ready = new TreeSet<>(rank());
    nodes.stream().filter(action -> !waiting.containsKey(action)).forEach(ready::add);
    List<Action> result = new ArrayList<>();
    for (Action next = ready.pollFirst(); next != null; next = ready.pollFirst()) {
      result.add(next);
      for (Action after : successors.getOrDefault(next, Set.of())) {
        if (waiting.merge(after, -1, Integer::sum) == 0) {
          ready.add(after);
        }
      }
    }
    return result;
  }

  private Comparator<Action> rank() {
    return new Rank(decisions, to);
  }
}
