package dev.whimbrel.kubernetes.decide;

import dev.whimbrel.kubernetes.api.FleetSpec.Rollout;
import dev.whimbrel.kubernetes.decide.FleetSituation.Member;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who comes when: the canary, if there is one, the waves of the sizes that were said, and all who are left. */
final class Waves {
  private static final int SHOWN = 5;

  private Waves() {}

  /** A sentence for each mistake; empty if there is none. */
  static List<String> wrong(@Nullable Rollout rollout, List<Member> members) {
    List<String> wrong = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (Member member : members) {
      if (!names.add(member.name())) {
        wrong.add("\"" + member.name() + "\" is the name of two databases");
      }
    }
    canary(rollout).stream().filter(name -> !names.contains(name))
        .forEach(name -> wrong.add("spec.rollout.canary names \"" + name + "\", which is no database of this fleet"
            + called(names)));
    sizes(rollout).stream().filter(size -> size(size, 1) < 1)
        .forEach(size -> wrong.add("spec.rollout.waves holds " + said(size) + ", which is neither a number above 0 nor"
            + " a percentage such as 25%"));
    return wrong;
  }

  private static String called(Set<String> names) {
    String some = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
    return names.isEmpty() ? "" : "; they are called " + some + (names.size() > SHOWN ? " …" : "");
  }

  /** None of them is empty; together they are all members, each once. */
  static List<List<Member>> of(@Nullable Rollout rollout, List<Member> members) {
    Set<String> first = new LinkedHashSet<>(canary(rollout));
    List<List<Member>> waves = new ArrayList<>();
    add(waves, members.stream().filter(member -> first.contains(member.name())).toList());
    List<Member> rest = members.stream().filter(member -> !first.contains(member.name())).toList();
    int begin = 0;
    for (IntOrString size : sizes(rollout)) {
      int end = Math.min(rest.size(), begin + size(size, members.size()));
      add(waves, rest.subList(begin, end));
      begin = end;
    }
    add(waves, rest.subList(begin, rest.size()));
    return List.copyOf(waves);
  }

  private static void add(List<List<Member>> waves, List<Member> wave) {
    if (!wave.isEmpty()) {
      waves.add(List.copyOf(wave));
    }
  }

  private static List<String> canary(@Nullable Rollout rollout) {
    return rollout == null || rollout.canary() == null ? List.of() : rollout.canary();
  }

  private static List<IntOrString> sizes(@Nullable Rollout rollout) {
    return rollout == null || rollout.waves() == null ? List.of() : rollout.waves();
  }

  /** At least one of however few; 0 if that is no size. */
  private static int size(IntOrString size, int all) {
    String said = said(size);
    if (said.matches("[0-9]{1,3}%")) {
      int percent = Integer.parseInt(said.substring(0, said.length() - 1));
      return percent < 1 || percent > 100 ? 0 : (all * percent + 99) / 100;
    }
    return said.matches("[0-9]{1,6}") ? Integer.parseInt(said) : 0;
  }

  private static String said(IntOrString size) {
    return size.getIntVal() == null ? String.valueOf(size.getStrVal()) : size.getIntVal().toString();
  }

  /** Names for a sentence, the first few of them. */
  static String names(List<Member> members) {
    int shown = 10;
    String few = members.stream().limit(shown).map(Member::name).collect(Collectors.joining(", "));
    return members.size() <= shown ? few : few + " and " + (members.size() - shown) + " more";
  }
}
