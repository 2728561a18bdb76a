package mosaic.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Host names that only this run knows. Registered names resolve in this process through the JDK's
 * resolver interface, and in the processes that it starts through a hosts file. A name keeps its
 * address for the life of the process, because the JDK caches what it has once looked up.
 */
public final class LocalNames extends InetAddressResolverProvider {
  private static final Map<String, String> ADDRESSES = new ConcurrentHashMap<>();

  /** For the service loader. */
  public LocalNames() {}

  public static void register(String name, String address) {
    String before = ADDRESSES.putIfAbsent(name, address);
    if (before != null && !before.equals(address)) {
      throw new HarnessException("The host name " + name + " is in use already");
    }
  }

  /** Writes every registered name to a file for {@code -Djdk.net.hosts.file}. */
  public static void writeHostsFile(Path file) {
    String text =
        ADDRESSES.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(entry -> entry.getValue() + " " + entry.getKey() + "\n")
            .collect(Collectors.joining("", "127.0.0.1 localhost\n", ""));
    try {
      // Running gateways read it at every look-up: they see the old file or the new one.
      Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), text);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new HarnessException("Could not write " + file, e);
    }
  }

  @Override
  public InetAddressResolver get(Configuration configuration) {
    InetAddressResolver others = configuration.builtinResolver();
    return new InetAddressResolver() {
      @Override
      public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
          throws UnknownHostException {
        String address = ADDRESSES.get(host);
        return address == null
            ? others.lookupByName(host, policy)
            : Stream.of(InetAddress.getByAddress(host, octets(address)));
      }

      @Override
      public String lookupByAddress(byte[] address) throws UnknownHostException {
        return others.lookupByAddress(address);
      }
    };
  }

  @Override
  public String name() {
    return "names of this run";
  }

  private static byte[] octets(String address) {
    String[] parts = address.split("\\.", -1);
    byte[] octets = new byte[parts.length];
    for (int i = 0; i < parts.length; i++) {
      octets[i] = (byte) Integer.parseInt(parts[i]);
    }
    return octets;
  }
}
