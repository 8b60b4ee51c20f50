package dev.whimbrel.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A {@link Tenant} that runs. */
record TenantProcess(Process process, BufferedReader output) implements AutoCloseable {
  /** Where the tenant's server is. */
  record Found(ServerAddress address, Path directory) {}

  static TenantProcess start(Object... directory) throws IOException {
    return start(List.of(), Map.of(), directory);
  }

  static TenantProcess start(List<String> prefix, Map<String, String> environment, Object... directory)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    command.add(Tenant.class.getName());
    for (Object argument : directory) {
      command.add(argument.toString());
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    Process process = builder.start();
    return new TenantProcess(process, process.inputReader(StandardCharsets.UTF_8));
  }

  /** Waits until the tenant has its server. */
  Found found() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new AssertionError("the tenant found no server");
    }
    List<String> parts = List.of(line.split(" ", 3));
    ServerAddress address = new ServerAddress(Postmaster.HOST, Integer.parseInt(parts.get(0)), Template.USER,
        parts.get(1), "postgres");
    return new Found(address, Path.of(parts.get(2)));
  }

  void leave() throws IOException, InterruptedException {
    process.getOutputStream().write('\n');
    process.getOutputStream().close();
    process.waitFor();
  }

  void exitWithoutClosing() throws IOException, InterruptedException {
    process.getOutputStream().close();
    process.waitFor();
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroy(); // its shutdown hook leaves the server
    process.onExit().join();
  }
}
