package dev.whimbrel.cli;

/** The process. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Surroundings surroundings = Surroundings.ofThisProcess();
    Interruption.install(surroundings);
    int exitCode = new Cli(surroundings).run(args);
    Interruption.leave(exitCode);
  }
}
