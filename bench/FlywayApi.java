import java.util.Arrays;
import org.flywaydb.core.Flyway;

/** Flyway's library in the shortest program that calls it: JDBC-URL DIRECTORY migrate|info|validate [SCHEMA]. */
public class FlywayApi {
  public static void main(String[] args) {
    String[] schemas = Arrays.copyOfRange(args, 3, args.length);
    Flyway flyway = Flyway.configure().dataSource(args[0], "postgres", "").locations("filesystem:" + args[1])
        .schemas(schemas).load();
    switch (args[2]) {
      case "migrate" -> System.out.println("applied " + flyway.migrate().migrationsExecuted);
      case "info" -> System.out.println("pending " + flyway.info().pending().length);
      case "validate" -> flyway.validate();
      default -> throw new IllegalArgumentException(args[2]);
    }
  }
}
