package dev.whimbrel.cli;

import java.util.logging.LogManager;

/**
 * The log of the platform, to which the driver writes beside what it throws. Here nobody reads it: there is nothing to configure, and
 * no handler that would put lines between ours. Reading the platform's standard configuration costs every start 10 ms.
 *
 * <p>Whoever configures it, by {@code java.util.logging.config.file} or {@code .class}, gets the platform's own.
 */
public final class DriverLog extends LogManager {
  private static final String MANAGER = "java.util.logging.manager";

  /** Called by the platform alone. */
  public DriverLog() {}

  /** Must come before the first logger is made. */
  static void silence() {
    boolean configured = System.getProperty("java.util.logging.config.file") != null
        || System.getProperty("java.util.logging.config.class") != null;
    if (!configured && System.getProperty(MANAGER) == null) {
      System.setProperty(MANAGER, DriverLog.class.getName());
    }
  }

  @Override
  public void readConfiguration() {
    // nothing is configured
  }
}
