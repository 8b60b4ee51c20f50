package dev.whimbrel.schema.shadow;

import dev.whimbrel.sql.Statement;
import java.util.regex.Pattern;

/** What a statement touches besides the database that it runs in, as far as its words tell. */
enum Reach {
  /** Nothing. */
  DATABASE,
  /** What all databases of a server share, or the other databases. */
  SERVER,
  /** What a server has once, and still has when the database is gone. What may stand in a block that looks first is not this. */
  NEW_ON_SERVER,
  /** A subscription that asks nothing of its publisher; as long as it is there, no database can be dropped, nor the subscription itself. */
  SUBSCRIPTION,
  /** Another server: what a publisher keeps for a subscription is made and dropped with that. */
  PUBLISHER;

  /** Such words stand among the permissions of many an application. */
  private static final Pattern ROWS = Pattern.compile("(?i)(?:insert|update|delete|merge|copy|values)\\b");

  private static final Pattern BEYOND_DATABASE = Pattern.compile("(?is)" + String.join("|",
      "\\b(?:create|alter|drop)\\s+(?:role|group|tablespace|database|user(?!\\s+mapping))\\b",
      "\\balter\\s+system\\b",
      "\\b(?:reassign|drop)\\s+owned\\b",
      // of a role
      "^\\s*(?:grant|revoke)\\s+(?:(?!\\son\\s).)*$",
      // and not on a table that is called so, nor on what a format() puts there, which is the current database
      "\\b(?:grant|revoke)\\b[^;]*?\\bon\\s+(?:database|tablespace|parameter)\\s+(?!(?:to|from)\\b)[\\w\"]",
      "\\bcomment\\s+on\\s+(?:database|role|tablespace)\\b",
      "\\bsecurity\\s+label\\b[^;]*?\\bon\\s+(?:database|role|tablespace)\\b",
      "\\bpg_(?:create|copy|drop)_\\w*replication_slot\\b",
      "\\bpg_replication_origin_(?:create|drop)\\b"));

  private static final Pattern NEW = Pattern
      .compile("(?i)create\\s+(?:role|group|tablespace|database|user(?!\\s+mapping))\\b");
  private static final Pattern OF_SUBSCRIPTION = Pattern.compile("(?i)(?:create|alter|drop)\\s+subscription\\b");
  private static final Pattern UNCONNECTED = Pattern
      .compile("(?is)create\\s+subscription\\b.*\\bconnect\\s*=\\s*'?(?:false|off|no|0)\\b.*");

  static Reach of(Statement statement) {
    String text = statement.text();
    if (ROWS.matcher(text).lookingAt()) {
      return DATABASE;
    }
    if (OF_SUBSCRIPTION.matcher(text).lookingAt()) {
      return UNCONNECTED.matcher(text).matches() ? SUBSCRIPTION : PUBLISHER;
    }
    if (NEW.matcher(text).lookingAt()) {
      return NEW_ON_SERVER;
    }
    return BEYOND_DATABASE.matcher(text).find() ? SERVER : DATABASE;
  }
}
