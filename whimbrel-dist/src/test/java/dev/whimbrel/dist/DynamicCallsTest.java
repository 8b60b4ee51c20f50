package dev.whimbrel.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The same answers before and after, by the classes themselves. */
class DynamicCallsTest {
  /** What is asked of both. */
  public static final class Questions implements Supplier<List<Object>> {
    sealed interface Shape {
      record Dot() implements Shape {}

      record Circle(double radius) implements Shape {}

      @SuppressWarnings("ArrayRecordComponent") // that is what it is here for
      record Box(int a, long b, boolean c, char d, byte e, short f, float g, double h, String text,
          int @Nullable [] array)
          implements
            Shape {}

      default String name() {
        return switch (this) {
          case Dot dot -> "dot";
          case Circle circle when circle.radius() > 10 -> "big circle";
          case Circle circle -> "circle";
          case Box box -> "box " + box.text();
        };
      }
    }

    @Override
    public List<Object> get() {
      int[] array = {1};
      List<Shape> shapes = Stream.of(new Shape.Dot(), new Shape.Dot(), new Shape.Circle(1), new Shape.Circle(11),
          new Shape.Circle(Double.NaN), new Shape.Circle(Double.NaN), new Shape.Circle(0.0), new Shape.Circle(-0.0),
          box(1, array, "x"), box(1, array, "x"), box(1, new int[]{1}, "x"), box(2, array, "x"), box(1, array, "y"),
          new Shape.Box(1, 3, true, 'c', (byte) 4, (short) 5, 1.5f, 2.5, "x", array),
          new Shape.Box(1, 2, false, 'c', (byte) 4, (short) 5, 1.5f, 2.5, "x", array)).toList();
      return Stream.of(
          shapes.stream().map(Shape::name),
          shapes.stream().filter(shape -> !(shape instanceof Shape.Box)).map(Object::hashCode),
          Stream.of(box(1, null, "x").hashCode(), box(-7, null, "other").hashCode()),
          shapes.stream().flatMap(one -> shapes.stream().map(one::equals)),
          Stream.of("text", 1, 2L, new Object[0], List.of(), Map.of(), CharBuffer.wrap("x")).map(Questions::kind),
          Stream.of(new Shape.Dot().equals((Object) "dot"), Objects.equals(new Shape.Dot(), null)))
          .<Object>flatMap(answers -> answers).toList();
    }

    private static Shape box(int a, int @Nullable [] array, String text) {
      return new Shape.Box(a, 2, true, 'c', (byte) 4, (short) 5, 1.5f, 2.5, text, array);
    }

    private static String kind(Object value) {
      return switch (value) {
        case null -> "null";
        case String text when text.isEmpty() -> "empty";
        case String text -> "text";
        case Integer number -> "number";
        case Long number -> "long";
        case Object[] array -> "array";
        case List<?> list -> "list";
        case CharSequence sequence -> "sequence";
        default -> "other";
      };
    }
  }

  @Test
  void answersAreTheSame() throws Exception {
    Object there = new Rewritten().loadClass(Questions.class.getName()).getConstructor().newInstance();
    assertThat(there.getClass()).isNotSameAs(Questions.class);
    assertThat(((Supplier<?>) there).get()).isEqualTo(new Questions().get());
  }

  @Test
  void nothingIsLeftToTheFirstRun() throws IOException {
    for (Class<?> type : List.of(Questions.class, Questions.Shape.class, Questions.Shape.Box.class)) {
      assertThat(dynamic(bytes(type.getName()))).as("before, in " + type).isNotEmpty();
      assertThat(dynamic(DynamicCalls.writtenOut(bytes(type.getName())))).as("after, in " + type).isEmpty();
    }
  }

  @Test
  void aClassWithoutSuchCallsStaysAsItIs() throws IOException {
    byte[] type = bytes(DynamicCallsTest.class.getName());
    assertThat(DynamicCalls.writtenOut(type)).isSameAs(type);
  }

  /** The calls that a cache does not keep; a record's toString is left, since nothing calls it at a start. */
  private static List<String> dynamic(byte[] type) {
    List<String> found = new ArrayList<>();
    new ClassReader(type).accept(new ClassVisitor(Opcodes.ASM9) {
      @Override
      public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
          String[] exceptions) {
        return new MethodVisitor(Opcodes.ASM9) {
          @Override
          public void visitInvokeDynamicInsn(String called, String of, Handle bootstrap, Object... arguments) {
            if (bootstrap.getOwner().startsWith("java/lang/runtime/") && !called.equals("toString")) {
              found.add(name + ": " + called);
            }
          }
        };
      }
    }, 0);
    return found;
  }

  private static byte[] bytes(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(
        DynamicCallsTest.class.getResourceAsStream("/" + name.replace('.', '/') + ".class"))) {
      return in.readAllBytes();
    }
  }

  /** Loads the questions anew, written out. */
  private static final class Rewritten extends ClassLoader {
    Rewritten() {
      super(DynamicCallsTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(Questions.class.getName())) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      try {
        byte[] type = DynamicCalls.writtenOut(bytes(name));
        return defineClass(name, type, 0, type.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
