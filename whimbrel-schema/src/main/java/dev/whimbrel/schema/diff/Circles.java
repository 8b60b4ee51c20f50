package dev.whimbrel.schema.diff;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Groups of actions that wait for each other: strongly connected components, as Tarjan finds them, without recursion. */
final class Circles {
  private final Map<Action, Set<Action>> successors;
  private final Map<Action, Integer> numbers = new HashMap<>();
  private final Map<Action, Integer> lowest = new HashMap<>();
  private final Deque<Action> open = new ArrayDeque<>();
  private final Set<Action> isOpen = new HashSet<>();
  private final List<Set<Action>> found = new ArrayList<>();

  private record Visit(Action action, Iterator<Action> rest) {}

  private Circles(Map<Action, Set<Action>> successors) {
    this.successors = successors;
  }

  /** Those of more than one action. */
  static List<Set<Action>> in(Set<Action> actions, Map<Action, Set<Action>> successors) {
    Circles circles = new Circles(successors);
    for (Action action : actions) {
      if (!circles.numbers.containsKey(action)) {
        circles.visit(action);
      }
    }
    return circles.found;
  }

  private void visit(Action start) {
    Deque<Visit> path = new ArrayDeque<>();
    path.push(enter(start));
    while (!path.isEmpty()) {
      Visit visit = path.element();
      if (visit.rest.hasNext()) {
        Action next = visit.rest.next();
        if (!numbers.containsKey(next)) {
          path.push(enter(next));
        } else if (isOpen.contains(next)) {
          lower(visit.action, Objects.requireNonNull(numbers.get(next)));
        }
        continue;
      }
      path.pop();
      leave(visit.action);
      if (!path.isEmpty()) {
        lower(path.element().action, Objects.requireNonNull(lowest.get(visit.action)));
      }
    }
  }

  private Visit enter(Action action) {
    int number = numbers.size();
    numbers.put(action, number);
    lowest.put(action, number);
    open.push(action);
    isOpen.add(action);
    return new Visit(action, successors.getOrDefault(action, Set.of()).iterator());
  }

  private void lower(Action action, int number) {
    lowest.merge(action, number, Math::min);
  }

  private void leave(Action action) {
    if (!Objects.equals(lowest.get(action), numbers.get(action))) {
      return;
    }
    Set<Action> members = new HashSet<>();
    Action member;
    do {
      member = open.pop();
      isOpen.remove(member);
      members.add(member);
    } while (!member.equals(action));
    if (members.size() > 1) {
      found.add(members);
    }
  }
}
