package dev.whimbrel.database;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A socket whose answers go through {@link MessageStream}. */
final class MessageSocket extends Socket {
  /** The messages before the session that the server answers by one letter. */
  private static final int TLS_REQUEST = 80877103;
  private static final int GSS_REQUEST = 80877104;
  private static final int REQUEST_LENGTH = 8;

  private @Nullable MessageStream answers;

  @Override
  public synchronized InputStream getInputStream() throws IOException {
    MessageStream stream = answers;
    if (stream == null) {
      stream = new MessageStream(super.getInputStream());
      answers = stream;
    }
    return stream;
  }

  @Override
  public synchronized OutputStream getOutputStream() throws IOException {
    getInputStream();
    return new Requests(super.getOutputStream());
  }

  private synchronized void oneLetter() {
    if (answers != null) {
      answers.expectOneLetter();
    }
  }

  /** Sees what is asked for before the session begins. The driver sends such a message by itself and waits. */
  private final class Requests extends FilterOutputStream {
    private boolean over;

    Requests(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (!over) {
        int code = length == REQUEST_LENGTH ? ByteBuffer.wrap(bytes, offset, length).getInt(4) : 0;
        over = code != TLS_REQUEST && code != GSS_REQUEST;
        if (!over) {
          oneLetter();
        }
      }
      out.write(bytes, offset, length);
    }
  }
}
