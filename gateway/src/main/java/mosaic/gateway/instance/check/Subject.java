package mosaic.gateway.instance.check;

/**
 * What a check looks at.
 *
 * @param id stable name for programs, such as {@code postgresql}; DOCTOR.md lists them
 * @param service name for people, such as {@code PostgreSQL}
 * @param address where it was tried, {@code host:port}; empty for what has no address
 */
public record Subject(String id, String service, String address) {
  /** Something without an address. */
  public static Subject of(String id, String service) {
    return new Subject(id, service, "");
  }

  /** Something at an address. */
  public static Subject at(String id, String service, String host, int port) {
    return new Subject(id, service, address(host, port));
  }

  /** {@code host:port}, with an IPv6 address in brackets (RFC 3986, 3.2.2). */
  private static String address(String host, int port) {
    boolean bare = host.contains(":") && !host.startsWith("[");
    return (bare ? "[" + host + "]" : host) + ":" + port;
  }

  /** For a sentence: {@code PostgreSQL at 127.0.0.1:5432}. */
  @Override
  public String toString() {
    return address.isEmpty() ? service : service + " at " + address;
  }
}
