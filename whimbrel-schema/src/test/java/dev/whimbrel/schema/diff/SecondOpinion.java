package dev.whimbrel.schema.diff;

import dev.whimbrel.testkit.TestDatabase;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.pgcodekeeper.core.DatabaseType;
import org.pgcodekeeper.core.api.DatabaseFactory;
import org.pgcodekeeper.core.api.PgCodeKeeperApi;
import org.pgcodekeeper.core.schema.AbstractDatabase;
import org.pgcodekeeper.core.settings.CoreSettings;

/** What pgCodeKeeper, a program that shares nothing with ours, has read of a database. */
record SecondOpinion(AbstractDatabase database) {
  private static final String HEAD = "SET search_path = pg_catalog;";

  static SecondOpinion of(TestDatabase test) throws Exception {
    return new SecondOpinion(new DatabaseFactory(settings()).loadFromJdbc("jdbc:postgresql://" + test.host() + ":"
        + test.port() + "/" + test.name() + "?user=" + test.user() + "&password="
        + URLEncoder.encode(test.password(), StandardCharsets.UTF_8)));
  }

  /** The script that it proposes to get from this to the other, or nothing. */
  String difference(SecondOpinion other) throws Exception {
    String script = PgCodeKeeperApi.diff(settings(), database, other.database);
    return script.equals(HEAD) ? "" : script;
  }

  private static CoreSettings settings() {
    CoreSettings settings = new CoreSettings();
    settings.setDbType(DatabaseType.PG);
    settings.setIgnoreColumnOrder(true);
    settings.setIgnoreConcurrentModification(true);
    settings.setIgnorePrivileges(false);
    settings.setEnableFunctionBodiesDependencies(false);
    return settings;
  }
}
