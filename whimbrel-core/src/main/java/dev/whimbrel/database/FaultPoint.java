package dev.whimbrel.database;

import java.io.IOException;

/**
 * Stands between a session and its server: told before a text is sent and after its answer has come. The product's own does nothing;
 * a test's can wait, lose the connection at that very moment, or throw an error as if the process died there.
 *
 * <p>Used by the thread that uses the session.
 */
public interface FaultPoint {
  /** Nothing happens. */
  FaultPoint NONE = new FaultPoint() {
  };

  /**
   * A text is about to be sent.
   *
   * @param cut closes the connection without a word to the server; may be called later, and by another thread
   * @throws IOException if the connection is to be lost before the text is sent
   */
  default void before(String text, Runnable cut) throws IOException {}

  /**
   * The answer has come, and nobody knows it yet.
   *
   * @param cut as in {@link #before}
   * @throws IOException if the connection is to be lost before anybody knows the answer
   */
  default void after(String text, Runnable cut) throws IOException {}
}
