package dev.whimbrel.dist;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Writes out what the compiler leaves to the first run: a {@code switch} over types, and {@code equals} and {@code hashCode} of
 * records. The cache of a training run keeps the code that lambdas and joined strings are made of, and not that of these; to make it
 * takes each start 20 ms. What they mean is the contract of {@link java.lang.runtime.SwitchBootstraps} and
 * {@link java.lang.runtime.ObjectMethods}.
 */
final class DynamicCalls {
  private static final String SWITCHES = "java/lang/runtime/SwitchBootstraps";
  private static final String RECORDS = "java/lang/runtime/ObjectMethods";
  private static final String OBJECTS = "java/util/Objects";
  private static final int FACTOR = 31;

  /** A method that takes the place of what would be made at the first call. */
  private record Written(String name, String descriptor, Body body) {}

  @FunctionalInterface
  private interface Body {
    void to(MethodVisitor code);
  }

  private DynamicCalls() {}

  /** The same class, or the same bytes where there is nothing to write out. */
  static byte[] writtenOut(byte[] type) {
    ClassReader reader = new ClassReader(type);
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    Rewriting rewriting = new Rewriting(writer);
    reader.accept(rewriting, 0);
    return rewriting.written.isEmpty() ? type : writer.toByteArray();
  }

  private static final class Rewriting extends ClassVisitor {
    private final List<Written> written = new ArrayList<>();
    private String self = "";
    private boolean isInterface;

    Rewriting(ClassWriter to) {
      super(Opcodes.ASM9, to);
    }

    @Override
    public void visit(int version, int access, String name, String signature, String superName, String[] interfaces) {
      self = name;
      isInterface = (access & Opcodes.ACC_INTERFACE) != 0;
      super.visit(version, access, name, signature, superName, interfaces);
    }

    @Override
    public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
        String[] exceptions) {
      MethodVisitor to = super.visitMethod(access, name, descriptor, signature, exceptions);
      return new MethodVisitor(Opcodes.ASM9, to) {
        @Override
        public void visitInvokeDynamicInsn(String called, String type, Handle bootstrap, Object... arguments) {
          @Nullable
          Body body = body(bootstrap, called, arguments);
          if (body == null) {
            super.visitInvokeDynamicInsn(called, type, bootstrap, arguments);
          } else {
            String own = "$" + called + written.size();
            written.add(new Written(own, type, body));
            super.visitMethodInsn(Opcodes.INVOKESTATIC, self, own, type, isInterface);
          }
        }
      };
    }

    /** Null for what stays as it is. */
    private @Nullable Body body(Handle bootstrap, String called, Object[] arguments) {
      if (bootstrap.getOwner().equals(SWITCHES) && bootstrap.getName().equals("typeSwitch")
          && Arrays.stream(arguments).allMatch(Type.class::isInstance)) {
        List<Type> types = Arrays.stream(arguments).map(Type.class::cast).toList();
        return code -> typeSwitch(code, types);
      }
      if (!bootstrap.getOwner().equals(RECORDS)) {
        return null;
      }
      List<Handle> fields = Arrays.stream(arguments).skip(2).map(Handle.class::cast).toList();
      return switch (called) {
        case "hashCode" -> code -> hashing(code, fields);
        case "equals" -> code -> comparison(code, self, fields);
        default -> null;
      };
    }

    @Override
    public void visitEnd() {
      for (Written one : written) {
        MethodVisitor code = super.visitMethod(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC,
            one.name(), one.descriptor(), null, null);
        code.visitCode();
        one.body().to(code);
        code.visitMaxs(0, 0);
        code.visitEnd();
      }
      super.visitEnd();
    }
  }

  /** Of {@code (value, from)}: the index of the first type from there on that the value has, or their number; -1 for null. */
  private static void typeSwitch(MethodVisitor code, List<Type> types) {
    Label present = new Label();
    code.visitVarInsn(Opcodes.ALOAD, 0);
    code.visitJumpInsn(Opcodes.IFNONNULL, present);
    answer(code, -1);
    place(code, present);
    for (int i = 0; i < types.size(); i++) {
      Label next = new Label();
      code.visitVarInsn(Opcodes.ILOAD, 1);
      number(code, i);
      code.visitJumpInsn(Opcodes.IF_ICMPGT, next);
      code.visitVarInsn(Opcodes.ALOAD, 0);
      code.visitTypeInsn(Opcodes.INSTANCEOF, types.get(i).getInternalName());
      code.visitJumpInsn(Opcodes.IFEQ, next);
      answer(code, i);
      place(code, next);
    }
    answer(code, types.size());
  }

  private static void hashing(MethodVisitor code, List<Handle> fields) {
    number(code, 0);
    for (Handle field : fields) {
      number(code, FACTOR);
      code.visitInsn(Opcodes.IMUL);
      code.visitVarInsn(Opcodes.ALOAD, 0);
      get(code, field);
      Type type = Type.getType(field.getDesc());
      if (isReference(type)) {
        call(code, OBJECTS, "hashCode", "(Ljava/lang/Object;)I");
      } else {
        call(code, box(type), "hashCode", "(" + type.getDescriptor() + ")I");
      }
      code.visitInsn(Opcodes.IADD);
    }
    code.visitInsn(Opcodes.IRETURN);
  }

  private static void comparison(MethodVisitor code, String self, List<Handle> fields) {
    Label other = new Label();
    Label different = new Label();
    code.visitVarInsn(Opcodes.ALOAD, 0);
    code.visitVarInsn(Opcodes.ALOAD, 1);
    code.visitJumpInsn(Opcodes.IF_ACMPNE, other);
    answer(code, 1);
    place(code, other);
    code.visitVarInsn(Opcodes.ALOAD, 1);
    code.visitTypeInsn(Opcodes.INSTANCEOF, self);
    code.visitJumpInsn(Opcodes.IFEQ, different);
    for (Handle field : fields) {
      code.visitVarInsn(Opcodes.ALOAD, 0);
      get(code, field);
      code.visitVarInsn(Opcodes.ALOAD, 1);
      code.visitTypeInsn(Opcodes.CHECKCAST, self);
      get(code, field);
      Type type = Type.getType(field.getDesc());
      if (isReference(type)) {
        call(code, OBJECTS, "equals", "(Ljava/lang/Object;Ljava/lang/Object;)Z");
        code.visitJumpInsn(Opcodes.IFEQ, different);
      } else { // what compare calls equal, also of NaN and of the two zeros, is what the contract asks for
        call(code, box(type), "compare", "(" + type.getDescriptor() + type.getDescriptor() + ")I");
        code.visitJumpInsn(Opcodes.IFNE, different);
      }
    }
    answer(code, 1);
    place(code, different);
    answer(code, 0);
  }

  private static boolean isReference(Type type) {
    return type.getSort() == Type.OBJECT || type.getSort() == Type.ARRAY;
  }

  private static String box(Type primitive) {
    return switch (primitive.getSort()) {
      case Type.BOOLEAN -> "java/lang/Boolean";
      case Type.CHAR -> "java/lang/Character";
      case Type.BYTE -> "java/lang/Byte";
      case Type.SHORT -> "java/lang/Short";
      case Type.INT -> "java/lang/Integer";
      case Type.LONG -> "java/lang/Long";
      case Type.FLOAT -> "java/lang/Float";
      case Type.DOUBLE -> "java/lang/Double";
      default -> throw new IllegalArgumentException(primitive.getDescriptor());
    };
  }

  private static void get(MethodVisitor code, Handle field) {
    code.visitFieldInsn(Opcodes.GETFIELD, field.getOwner(), field.getName(), field.getDesc());
  }

  private static void call(MethodVisitor code, String owner, String name, String descriptor) {
    code.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, descriptor, false);
  }

  private static void answer(MethodVisitor code, int value) {
    number(code, value);
    code.visitInsn(Opcodes.IRETURN);
  }

  private static void number(MethodVisitor code, int value) {
    if (value >= -1 && value <= 5) {
      code.visitInsn(Opcodes.ICONST_0 + value);
    } else {
      code.visitIntInsn(value <= Byte.MAX_VALUE ? Opcodes.BIPUSH : Opcodes.SIPUSH, value);
    }
  }

  /** Here the locals are what the method was given, and nothing is on the stack. */
  private static void place(MethodVisitor code, Label label) {
    code.visitLabel(label);
    code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
  }
}
