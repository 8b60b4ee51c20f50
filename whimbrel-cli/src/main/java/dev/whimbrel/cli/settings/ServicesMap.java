package dev.whimbrel.cli.settings;

import dev.whimbrel.cli.settings.ConfigFile.Service;
import dev.whimbrel.cli.settings.ConfigFile.Value;
import dev.whimbrel.problem.Nearest;
import dev.whimbrel.problem.Position;
import dev.whimbrel.problem.Problem;
import dev.whimbrel.problem.ProblemCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Objects;
import java.util.Set;

/** What can be wrong with the services of whimbrel.yaml as a whole. */
final class ServicesMap {
  private final Map<String, Service> services;
  private final List<Problem> problems = new ArrayList<>();
  private final Set<String> settled = new HashSet<>();

  private ServicesMap(Map<String, Service> services) {
    this.services = services;
  }

  /** What is wrong with the names, and with who requires whom. */
  static List<Problem> problems(Map<String, Service> services) {
    ServicesMap map = new ServicesMap(services);
    services.forEach(map::named);
    services.forEach((name, service) -> service.requires().forEach(other -> map.known(name, other)));
    if (map.problems.isEmpty()) {
      services.keySet().forEach(map::circles);
    }
    return map.problems;
  }

  private void named(String name, Service service) {
    if (name.isBlank()) {
      problems.add(wrong("the name of a service is empty", service.at())
          .remedy("name it as --service names it: one line of letters, digits and signs"));
    } else if (name.chars().anyMatch(Character::isISOControl)) {
      problems.add(wrong("\"" + name + "\" holds a control character", service.at())
          .remedy("a name of a service is one line of letters, digits and signs"));
    }
  }

  private void known(String name, Value other) {
    if (!services.containsKey(other.written())) {
      problems.add(wrong("\"" + name + "\" requires \"" + other.written() + "\", and there is no such service",
          other.at()).remedy(meant(other.written(), services.keySet())));
    }
  }

  /** Which service may have been meant, or which there are. */
  static String meant(String name, Set<String> there) {
    return Nearest.to(name, there).map(near -> "did you mean \"" + near + "\"?")
        .orElse("there are " + String.join(", ", there));
  }

  /** Walks along what is required, without recursion: a file may hold thousands. */
  private void circles(String first) {
    List<String> way = new ArrayList<>(List.of(first));
    List<Integer> next = new ArrayList<>(List.of(0));
    while (!way.isEmpty()) {
      int last = way.size() - 1;
      String name = way.get(last);
      List<Value> requires = Objects.requireNonNull(services.get(name)).requires();
      int at = next.get(last);
      if (settled.contains(name) || at == requires.size()) {
        settled.add(name);
        way.remove(last);
        next.remove(last);
        continue;
      }
      next.set(last, at + 1);
      Value other = requires.get(at);
      if (way.contains(other.written())) {
        problems.add(circle(way.subList(way.indexOf(other.written()), way.size()), other));
        settled.addAll(way);
        return;
      }
      way.add(other.written());
      next.add(0);
    }
  }

  private static Problem circle(List<String> way, Value back) {
    String circle = String.join(" requires ", way) + " requires " + back.written();
    return wrong("no service of this circle can be first: " + circle, back.at())
        .remedy("take one of them out of \"requires\"");
  }

  /**
   * What a service applies, and where.
   *
   * @param url as it is written, or an empty text where the service has the one of all others
   */
  record Claim(Path directory, String url) {
    Claim {
      directory = RealPath.of(directory);
    }
  }

  /**
   * Two services that would apply the same files to the same place. Tenants, each with a schema or a database of its own, share a
   * directory.
   *
   * @param claims that of each service, by its name
   * @param stronger what names one database for all of them, whatever their own URLs are
   */
  static List<Problem> sharedDirectories(Map<String, Service> services, Map<String, Claim> claims,
      Optional<String> stronger) {
    Map<Claim, String> claimed = new HashMap<>();
    List<Problem> problems = new ArrayList<>();
    services.forEach((name, service) -> {
      Claim claim = claims.get(name);
      if (claim == null) {
        return;
      }
      String other = claimed.putIfAbsent(claim, name);
      if (other != null) {
        Value dir = service.values().get("dir");
        problems.add(wrong("\"" + name + "\" and \"" + other + "\" have the same directory",
            dir == null ? service.at() : dir.at())
            .remedy(service.values().containsKey("url") && stronger.isPresent()
                ? "leave out " + stronger.get() + ", which is stronger than the \"url\" of each"
                : "give each service its own with \"dir\", or, for tenants, a schema of its own with \"url\""));
      }
    });
    return problems;
  }

  private static Problem wrong(String fact, Position at) {
    return Problem.of(ProblemCode.CONFIGURATION, fact).at(at);
  }
}
