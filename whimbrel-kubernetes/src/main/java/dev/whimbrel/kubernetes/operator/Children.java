package dev.whimbrel.kubernetes.operator;

import dev.whimbrel.kubernetes.api.FleetResource;
import dev.whimbrel.kubernetes.api.MigrationResource;
import dev.whimbrel.kubernetes.decide.FleetDecision;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The migrations of a fleet, and those beside them, whose names it does not take: who made them would lose what they say, and with the fleet
 * the migrations themselves. Pure.
 *
 * @param own by the name of their target
 * @param others by their own names
 */
record Children(FleetResource fleet, Map<String, MigrationResource> own, Map<String, MigrationResource> others) {
  /** An annotation of those of a fleet: for which of its databases they are. */
  static final String TARGET = "whimbrel.dev/target";

  Children {
    own = Collections.unmodifiableMap(new TreeMap<>(own));
    others = Map.copyOf(others);
  }

  /**
   * Those of the fleet's namespace.
   *
   * @param all of the namespace, as they stand in the API server
   */
  static Children of(FleetResource fleet, List<MigrationResource> all) {
    Map<String, MigrationResource> own = new HashMap<>();
    Map<String, MigrationResource> others = new HashMap<>();
    for (MigrationResource one : all) {
      String name = one.getMetadata().getName();
      if (Owned.by(fleet, one)) {
        Map<String, String> annotations = Objects.requireNonNullElse(one.getMetadata().getAnnotations(), Map.of());
        own.put(annotations.getOrDefault(TARGET, name), Tenancy.of(fleet).asTold(one));
      } else if (!Owned.byOneBefore(fleet, one)) {
        others.put(name, one);
      }
    }
    return new Children(fleet, own, others);
  }

  /** The name of the migration of a target: that of the one that is there, or of the one to be made. */
  String name(String target) {
    MigrationResource there = own.get(target);
    if (there != null) {
      return there.getMetadata().getName();
    }
    String fleetName = fleet.getMetadata().getName();
    String name = FleetDecision.childName(fleetName, target);
    MigrationResource other = others.get(name);
    boolean isOfAFleet = other != null && Owned.byAny(FleetResource.KIND, other);
    return isOfAFleet ? FleetDecision.otherChildName(fleetName, target) : name;
  }

  /** The same members, unless a migration of one would have the name of somebody else's. */
  FleetMembers checked(FleetMembers members) {
    if (!(members instanceof FleetMembers.Known known)) {
      return members;
    }
    List<Problem> problems = new ArrayList<>();
    known.targets().forEach(target -> {
      String name = name(target.name());
      if (others.containsKey(name)) {
        problems.add(Problem.of(ProblemCode.CLUSTER,
            "the Migration \"" + name + "\" is there already, and is not one of this fleet")
            .remedy("delete it, or name the database \"" + target.name() + "\" otherwise"));
      }
    });
    return problems.isEmpty() ? members : new FleetMembers.Refused(problems);
  }
}
