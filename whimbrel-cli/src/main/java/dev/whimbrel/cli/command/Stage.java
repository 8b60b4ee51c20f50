package dev.whimbrel.cli.command;

/** The steps of a deployment, in their order. */
enum Stage {
  VALIDATE("validate"), CONNECT("connect"), VERIFY("verify"), STATUS("status"), LINT("lint"), DRY_RUN(
      "dry run"), CONFIRM(
          "confirm"), BACKUP("backup"), CHECKS_BEFORE(
              "checks before"), APPLY("apply"), CHECKS_AFTER("checks after"), VERIFY_AFTER("verify after");

  private final String label;

  Stage(String label) {
    this.label = label;
  }

  /** As it is called on screen and in JSON. */
  String label() {
    return label;
  }
}
