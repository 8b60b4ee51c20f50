package dev.whimbrel.embedded;

import java.util.Map;

/** What becomes of a cluster's data, and what follows from that for the server. */
enum Lifetime {
  /** Gone when its only user closes it: nothing has to survive a crash. */
  EPHEMERAL,
  /** Kept and shared: the server's own, durable defaults. */
  PERSISTENT;

  private static final Map<String, String> ALWAYS = Map.of(
      "log_checkpoints", "off",
      "timezone", "UTC",
      "log_timezone", "UTC");

  private static final Map<String, String> FAST = Map.ofEntries(
      Map.entry("fsync", "off"),
      Map.entry("synchronous_commit", "off"),
      Map.entry("full_page_writes", "off"),
      Map.entry("autovacuum", "off"),
      Map.entry("wal_level", "minimal"),
      Map.entry("max_wal_senders", "0"),
      Map.entry("max_logical_replication_workers", "0"),
      Map.entry("shared_buffers", "32MB"),
      Map.entry("jit", "off"),
      Map.entry("log_checkpoints", "off"),
      Map.entry("timezone", "UTC"),
      Map.entry("log_timezone", "UTC"));

  Postmaster.Stop stop() {
    return switch (this) {
      case EPHEMERAL -> Postmaster.Stop.IMMEDIATE;
      case PERSISTENT -> Postmaster.Stop.FAST;
    };
  }

  Map<String, String> settings() {
    return switch (this) {
      case EPHEMERAL -> FAST;
      case PERSISTENT -> ALWAYS;
    };
  }
}
