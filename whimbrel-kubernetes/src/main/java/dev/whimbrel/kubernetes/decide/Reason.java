package dev.whimbrel.kubernetes.decide;

/** Why a condition is as it is. Names that scripts rely on. */
enum Reason {
  /** Everything is as it is to be. */
  APPLIED("Applied"),
  /** Something is to be done, and nothing is started. */
  PENDING("Pending"),
  /** A Job is being started. */
  STARTED("Started"),
  /** A Job is at work. */
  MIGRATING("Migrating"),
  /** A Job does not begin: no node, no image, a Secret without a key. */
  JOB_BLOCKED("JobBlocked"),
  /** A Job failed, and is tried again. */
  RETRYING("Retrying"),
  /** A Job failed in a way that another try does not mend. */
  MIGRATION_FAILED("MigrationFailed"),
  /** The database gives no answer. */
  DATABASE_UNREACHABLE("DatabaseUnreachable"),
  /** The API server refuses what is to be made. */
  CLUSTER_REFUSED("ClusterRefused"),
  /** The directory does not fit the database, or has a mistake. */
  PLAN_REFUSED("PlanRefused"),
  /** A ConfigMap or a Secret is not there. */
  SOURCE_MISSING("SourceMissing"),
  /** A ConfigMap or a Secret cannot be used. */
  SOURCE_REFUSED("SourceRefused"),
  /** The spec is not one that can be carried out. */
  INVALID_SPEC("InvalidSpec"),
  /** Nobody looked yet. */
  OBSERVING("Observing"),
  /** It is suspended. */
  SUSPENDED("Suspended"),
  /** Its fleet did not give the directory free for it yet. */
  HELD_BY_FLEET("HeldByFleet"),
  /** A plan waits for somebody. */
  APPROVAL_REQUIRED("ApprovalRequired"),
  /** No plan waits for anybody. */
  NOTHING_WAITS("NothingWaits"),
  /** The way leads back, and that is not allowed. */
  DOWNGRADE_NOT_ALLOWED("DowngradeNotAllowed"),
  /** The way back loses rows, and that is not allowed. */
  DATA_LOSS_NOT_ALLOWED("DataLossNotAllowed"),
  /** The schema is what it was after the last migration. */
  NO_DRIFT("NoDrift"),
  /** It is not. */
  DRIFT("Drift"),
  /** It is not known. */
  NOT_COMPARED("NotCompared"),
  /** A fleet brings a wave to its databases. */
  ROLLING_OUT("RollingOut"),
  /** A wave is done, and has to hold for a while. */
  SOAKING("Soaking"),
  /** The soak check of a wave does not hold. */
  SOAK_FAILED("SoakFailed"),
  /** Too many databases of a wave failed. */
  TOO_MANY_FAILURES("TooManyFailures"),
  /** Nothing more is begun. */
  PAUSED("Paused"),
  /** The databases of a fleet cannot be listed. */
  TARGETS_UNKNOWN("TargetsUnknown"),
  /** The databases of a fleet are not ones that can be listed. */
  TARGETS_REFUSED("TargetsRefused");

  private final String text;

  Reason(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}
