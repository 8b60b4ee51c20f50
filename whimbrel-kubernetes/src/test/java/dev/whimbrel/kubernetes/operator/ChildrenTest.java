package dev.whimbrel.kubernetes.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.kubernetes.api.FleetResource;
import dev.whimbrel.kubernetes.api.FleetSpec;
import dev.whimbrel.kubernetes.api.FleetSpec.Target;
import dev.whimbrel.kubernetes.api.FleetSpec.Targets;
import dev.whimbrel.kubernetes.api.FleetSpec.Template;
import dev.whimbrel.kubernetes.api.DirectorySource;
import dev.whimbrel.kubernetes.api.DirectorySource.ConfigMapRef;
import dev.whimbrel.kubernetes.api.MigrationResource;
import dev.whimbrel.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChildrenTest {
  private static FleetResource fleet(String name, String uid) {
    FleetResource fleet = new FleetResource();
    fleet.getMetadata().setName(name);
    fleet.getMetadata().setNamespace(Specs.NAMESPACE);
    fleet.getMetadata().setUid(uid);
    fleet.setSpec(new FleetSpec(new Targets(List.of(), null, null),
        new Template(new DirectorySource(new ConfigMapRef("migrations"), null, null), null, null, null, null, null,
            null, null, null, null, null),
        null, null));
    return fleet;
  }

  private static MigrationResource migration(String name) {
    return Specs.resource(name, Specs.spec(Specs.urlFrom("db", "url")));
  }

  private static MigrationResource owned(FleetResource fleet, String name, String target) {
    MigrationResource child = migration(name);
    child.getMetadata().setOwnerReferences(List.of(Jobs.owner(fleet)));
    child.getMetadata().setAnnotations(Map.of(Children.TARGET, target));
    return child;
  }

  private static FleetMembers known(String... targets) {
    return new FleetMembers.Known(
        Stream.of(targets).map(name -> new Target(name, Specs.urlFrom("db", "url"))).toList());
  }

  private static List<String> refused(Children children, String... targets) {
    return children.checked(known(targets)) instanceof FleetMembers.Refused refused
        ? refused.problems().stream().map(Problem::message).toList()
        : List.of();
  }

  @Test
  void whatSomebodyElseMadeIsNotTakenOver() {
    Children children = Children.of(fleet("shop", "1"), List.of(migration("shop-eu"), migration("other")));

    assertThat(refused(children, "eu", "us"))
        .containsExactly("the Migration \"shop-eu\" is there already, and is not one of this fleet");
    assertThat(refused(children, "us")).isEmpty();
    assertThat(children.own()).isEmpty();
  }

  @Test
  void itsOwnAreFoundByTheirOwner() {
    FleetResource fleet = fleet("shop", "1");
    Children children = Children.of(fleet, List.of(owned(fleet, "shop-eu", "eu"), owned(fleet, "shop-old", "us")));

    assertThat(refused(children, "eu", "us")).isEmpty();
    assertThat(children.name("us")).isEqualTo("shop-old");
    assertThat(children.own()).containsOnlyKeys("eu", "us");
  }

  @Test
  void twoFleetsWhoseNamesRunTogetherHaveChildrenOfTheirOwn() {
    FleetResource first = fleet("a", "1");
    FleetResource second = fleet("a-b", "2");
    Children before = Children.of(first, List.of());
    MigrationResource child = owned(first, before.name("b-c"), "b-c");
    Children children = Children.of(second, List.of(child));

    assertThat(before.name("b-c")).isEqualTo("a-b-c");
    assertThat(refused(children, "c")).isEmpty();
    assertThat(children.name("c")).matches("a-b-c-[0-9a-f]{8}");
    assertThat(Children.of(second, List.of(child, owned(second, children.name("c"), "c"))).name("c"))
        .isEqualTo(children.name("c"));
    assertThat(refused(Children.of(second, List.of(child, migration(children.name("c")))), "c")).hasSize(1);
  }

  @Test
  void whatGoesWithAFleetThatWasDeletedKeepsNoNameFromTheNextOne() {
    MigrationResource leaving = owned(fleet("shop", "1"), "shop-eu", "eu");
    Children children = Children.of(fleet("shop", "2"), List.of(leaving));

    assertThat(children.own()).isEmpty();
    assertThat(refused(children, "eu")).isEmpty();
    assertThat(children.name("eu")).isEqualTo("shop-eu");
  }
}
