package dev.whimbrel.cli.screen;

import dev.whimbrel.cli.Surroundings;
import dev.whimbrel.cli.Surroundings.Terminal;
import dev.whimbrel.cli.screen.Screen.Colours;
import dev.whimbrel.cli.screen.Screen.Form;
import dev.whimbrel.cli.screen.Screen.Volume;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** A screen whose output can be read. */
record Screens(Screen screen, ByteArrayOutputStream out) {
  static Screens plain() {
    return of(Terminal.NONE);
  }

  static Screens coloured() {
    return of(Terminal.INTERACTIVE);
  }

  private static Screens of(Terminal terminal) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    Surroundings surroundings = new Surroundings(Map.of(), Path.of("."), new StringReader(""), stream, stream, terminal,
        Clock.systemUTC());
    return new Screens(Screen.of(surroundings, Form.TEXT, Volume.NORMAL, Colours.AUTO), out);
  }

  String text() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
