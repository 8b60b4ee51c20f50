package dev.whimbrel.cli.settings.hcl;

import dev.whimbrel.problem.Position;
import java.util.List;

/** What gives a value, with the place where it begins. */
public sealed interface Expression {
  Position at();

  record Literal(Value value, Position at) implements Expression {}

  /** A text with expressions in it. */
  record Template(List<Expression> parts, Position at) implements Expression {
    public Template {
      parts = List.copyOf(parts);
    }
  }

  record Name(String name, Position at) implements Expression {}

  record Member(Expression of, String name, Position at) implements Expression {}

  record Index(Expression of, Expression index, Position at) implements Expression {}

  record Call(String function, List<Expression> arguments, Position at) implements Expression {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  record Items(List<Expression> items, Position at) implements Expression {
    public Items {
      items = List.copyOf(items);
    }
  }

  record Members(List<Entry> entries, Position at) implements Expression {
    public Members {
      entries = List.copyOf(entries);
    }
  }

  /** One of an object. */
  record Entry(Expression key, Expression value) {}

  record Unary(String operator, Expression operand, Position at) implements Expression {}

  record Binary(String operator, Expression left, Expression right, Position at) implements Expression {}

  record Conditional(Expression condition, Expression yes, Expression no, Position at) implements Expression {}

  /** What is understood as far as its end, and refused where its value is asked for. */
  record Unread(String what, Position at) implements Expression {}
}
