package dev.whimbrel.schema.command;

import dev.whimbrel.schema.command.SqlCommand.Setting;
import dev.whimbrel.schema.command.SqlCommand.Setting.Reach;
import dev.whimbrel.sql.Identifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what changes a setting. */
final class SettingReader {
  private final Cursor cursor;

  private SettingReader(Cursor cursor) {
    this.cursor = cursor;
  }

  /** From behind its first word on. */
  static @Nullable SqlCommand read(String verb, Cursor cursor) {
    SettingReader reader = new SettingReader(cursor);
    return switch (verb) {
      case "SET" -> reader.set();
      case "RESET" -> reader.reset();
      default -> reader.call();
    };
  }

  private @Nullable SqlCommand set() {
    if (cursor.at("TRANSACTION") || cursor.at("SESSION", "CHARACTERISTICS")) {
      return new SqlCommand.TransactionControl("SET");
    }
    Reach reach = cursor.accept("LOCAL") ? Reach.TRANSACTION : Reach.SESSION;
    if (cursor.at("SESSION") && !cursor.at("SESSION", "AUTHORIZATION")) {
      cursor.accept("SESSION");
    }
    if (cursor.at("CONSTRAINTS")) {
      return null;
    }
    String name = special();
    if (name == null) {
      name = name();
      if (!cursor.accept('=')) {
        cursor.expect("TO");
      }
    }
    return new Setting(reach, name, value());
  }

  /** The name of a setting that has a form of its own, which is passed over; otherwise null. */
  private @Nullable String special() {
    if (cursor.accept("TIME", "ZONE")) {
      return "timezone";
    }
    if (cursor.accept("SESSION", "AUTHORIZATION")) {
      return "session_authorization";
    }
    if (isAssigned()) {
      return null;
    }
    return switch (cursor.keyword()) {
      case "ROLE" -> passed("role");
      case "SCHEMA" -> passed("search_path");
      case "NAMES" -> passed("client_encoding");
      default -> null;
    };
  }

  /** Whether the next word is a name like any other. */
  private boolean isAssigned() {
    return cursor.beforeMark('=') || cursor.beforeMark('.') || cursor.before("TO");
  }

  private String passed(String name) {
    cursor.skip();
    return name;
  }

  private String name() {
    return cursor.qualifiedName().parts().stream().map(Identifier::name).collect(Collectors.joining("."))
        .toLowerCase(Locale.ROOT);
  }

  private String value() {
    if (cursor.accept("DEFAULT")) {
      cursor.end();
      return "";
    }
    List<String> values = new ArrayList<>();
    for (Cursor element : cursor.elements()) {
      values.add(Constants.value(element));
      cursor.join(element);
    }
    if (values.isEmpty()) {
      cursor.odd();
    }
    return String.join(", ", values);
  }

  private SqlCommand reset() {
    String name = special();
    Setting setting = new Setting(Reach.SESSION, name == null ? name() : name, "");
    cursor.end();
    return setting;
  }

  /** {@code SELECT set_config(…)} and nothing else. */
  private @Nullable SqlCommand call() {
    cursor.accept("PG_CATALOG");
    cursor.accept('.');
    if (!cursor.accept("SET_CONFIG") || !cursor.at('(')) {
      return null;
    }
    List<Cursor> arguments = cursor.inside().elements();
    if (arguments.size() != 3) {
      return null;
    }
    if (cursor.accept("AS")) {
      cursor.name();
    }
    cursor.end();
    String name = constant(arguments.get(0)).toLowerCase(Locale.ROOT);
    String value = constant(arguments.get(1));
    return new Setting(Constants.saysNo(arguments.get(2)) ? Reach.SESSION : Reach.TRANSACTION, name, value);
  }

  private String constant(Cursor argument) {
    String constant = argument.literal();
    argument.end();
    cursor.join(argument);
    return constant;
  }
}
