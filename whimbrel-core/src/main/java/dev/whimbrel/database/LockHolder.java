package dev.whimbrel.database;

/**
 * Who holds what we wait for.
 *
 * @param pid the server process of that session
 * @param application its application_name
 * @param client where it comes from: an address, or {@code local}
 * @param since when that session began, as the server writes a time
 * @param doing its state and for how long, and the beginning of its query
 */
public record LockHolder(int pid, String application, String client, String since, String doing) {
  public String describe() {
    return "pid " + pid + " (" + application + " from " + client + ", connected since " + since + ", " + doing + ")";
  }
}
