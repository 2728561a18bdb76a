package mosaic.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;

/**
 * A peer with a stop-watch: one TLS connection that is kept, one thread, hand-written HTTP/1.1, so
 * that there is as little as can be between the answer and the time that it took.
 */
final class TimedPeer implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** The same for every request, so that the trace id in an answer is the same, too. */
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private final SSLSocket socket;
  private final InputStream in;
  private final String host;

  private TimedPeer(SSLSocket socket, InputStream in, String host) {
    this.socket = socket;
    this.in = in;
    this.host = host;
  }

  static TimedPeer connect(Gateway gateway, ClientCertificate certificate) throws IOException {
    String host = gateway.serverName();
    Socket plain = new Socket();
    try {
      plain.connect(new InetSocketAddress(host, GatewaySettings.FEDERATION_PORT), TIMEOUT_MILLIS);
      plain.setSoTimeout(TIMEOUT_MILLIS);
      plain.setTcpNoDelay(true);
      SSLSocket socket =
          (SSLSocket)
              ServerTrust.only(Pem.certificate(gateway.caRootFile()), new PresentedKey(certificate))
                  .getSocketFactory()
                  .createSocket(plain, host, GatewaySettings.FEDERATION_PORT, true);
      socket.startHandshake();
      return new TimedPeer(
          socket, socket.getInputStream(), host + ":" + GatewaySettings.FEDERATION_PORT);
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  /** What was answered, byte for byte, and from the first byte sent to the last one read. */
  record Timed(long nanos, String bytes) {
    String status() {
      return bytes.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length());
    }

    /** The answer without the one header that tells the time. */
    String undated() {
      return bytes.replaceAll("(?i)\r\ndate: [^\r]*", "");
    }
  }

  Timed get(String path) throws IOException {
    byte[] request =
        ("GET /federation/v1/"
                + path
                + " HTTP/1.1\r\nHost: "
                + host
                + "\r\ntraceparent: "
                + TRACE
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    long start = System.nanoTime();
    socket.getOutputStream().write(request);
    byte[] answer = read();
    long nanos = System.nanoTime() - start;
    return new Timed(nanos, new String(answer, StandardCharsets.UTF_8));
  }

  private byte[] read() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream(1024);
    byte[] buffer = new byte[16 * 1024];
    int whole = -1;
    while (whole < 0 || all.size() < whole) {
      int read = in.read(buffer);
      if (read < 0) {
        throw new IOException("ended within an answer: " + all.toString(StandardCharsets.UTF_8));
      }
      all.write(buffer, 0, read);
      if (whole < 0) {
        whole = length(all.toByteArray());
      }
    }
    return all.toByteArray();
  }

  /** Of head and body together, or -1 while the head is not there. */
  private static int length(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return -1;
    }
    for (String line : text.substring(0, end).split("\r\n", -1)) {
      if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
        return end + END_OF_HEAD.length + Integer.parseInt(line.substring(15).strip());
      }
    }
    throw new HarnessException("no length: " + text);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
