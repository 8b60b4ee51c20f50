package dev.whimbrel.testkit;

import java.util.Arrays;

/** What a client of PostgreSQL can say. */
public enum FrontendMessage {
  SSL_REQUEST('\0'), GSS_ENCRYPTION_REQUEST('\0'), CANCEL_REQUEST('\0'), STARTUP('\0'), PASSWORD('p'), QUERY(
      'Q'), PARSE('P'), BIND('B'), DESCRIBE('D'), EXECUTE('E'), CLOSE('C'), FLUSH(
          'H'), SYNC('S'), FUNCTION_CALL('F'), COPY_DATA('d'), COPY_DONE('c'), COPY_FAIL('f'), TERMINATE('X');

  private final char type;

  FrontendMessage(char type) {
    this.type = type;
  }

  static FrontendMessage of(byte type) {
    return Arrays.stream(values())
        .filter(message -> message.type == type)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no message of PostgreSQL's protocol begins with " + type));
  }

  /** The messages before the session begins bear a number in place of a letter. */
  static FrontendMessage ofRequest(int code) {
    return switch (code) {
      case 80877103 -> SSL_REQUEST;
      case 80877104 -> GSS_ENCRYPTION_REQUEST;
      case 80877102 -> CANCEL_REQUEST;
      default -> STARTUP;
    };
  }
}
