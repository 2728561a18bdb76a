package mosaic.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Two hosts on one machine: network namespaces that share no interface and no address, with a cable
 * between them, and one from each to this process for the database and the health check.
 */
final class Namespaces implements AutoCloseable {
  private static final String WIRE = "wire";

  private final String tag;
  private final int net;

  private Namespaces(String tag, int net) {
    this.tag = tag;
    this.net = net;
  }

  /** Empty where the machine does not allow it. */
  static Optional<Namespaces> create() {
    int number = new SecureRandom().nextInt(256);
    Namespaces namespaces = new Namespaces("m" + ProcessHandle.current().pid() % 100_000, number);
    if (namespaces.build()) {
      return Optional.of(namespaces);
    }
    namespaces.close();
    return Optional.empty();
  }

  /** Words that run a command at work. */
  List<String> atWork() {
    return List.of("ip", "netns", "exec", work());
  }

  List<String> atHome() {
    return List.of("ip", "netns", "exec", home());
  }

  /** Work's own address, which home reaches. */
  String workAddress() {
    return address(8, 1);
  }

  String homeAddress() {
    return address(8, 2);
  }

  /** This process, as work reaches it. */
  String outsideOfWork() {
    return address(0, 1);
  }

  String workFromOutside() {
    return address(0, 2);
  }

  String outsideOfHome() {
    return address(4, 1);
  }

  String homeFromOutside() {
    return address(4, 2);
  }

  @Override
  public void close() {
    for (String namespace : List.of(work(), home())) {
      var _ = ip("netns", "del", namespace);
    }
  }

  private boolean build() {
    return ip("netns", "add", work())
        && ip("netns", "add", home())
        && cable(tag + "w", outsideOfWork(), work(), workFromOutside())
        && cable(tag + "h", outsideOfHome(), home(), homeFromOutside())
        && ip(
            "-n", work(), "link", "add", WIRE, "type", "veth", "peer", "name", WIRE, "netns",
            home())
        && ip("-n", work(), "addr", "add", workAddress() + "/30", "dev", WIRE)
        && ip("-n", home(), "addr", "add", homeAddress() + "/30", "dev", WIRE)
        && ip("-n", work(), "link", "set", WIRE, "up")
        && ip("-n", home(), "link", "set", WIRE, "up")
        && ip("-n", work(), "link", "set", "lo", "up")
        && ip("-n", home(), "link", "set", "lo", "up");
  }

  private boolean cable(String name, String here, String namespace, String there) {
    return ip("link", "add", name, "type", "veth", "peer", "name", "outside", "netns", namespace)
        && ip("addr", "add", here + "/30", "dev", name)
        && ip("link", "set", name, "up")
        && ip("-n", namespace, "addr", "add", there + "/30", "dev", "outside")
        && ip("-n", namespace, "link", "set", "outside", "up");
  }

  private String work() {
    return tag + "-work";
  }

  private String home() {
    return tag + "-home";
  }

  private String address(int offset, int host) {
    return "10.213." + net + "." + (offset + host);
  }

  private static boolean ip(String... words) {
    try {
      List<String> command = new java.util.ArrayList<>(List.of("ip"));
      command.addAll(List.of(words));
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean done = process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
      if (!done) {
        System.out.println(String.join(" ", command) + ": " + output.strip());
      }
      return done;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
