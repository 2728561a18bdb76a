package mosaic.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The two gateways of the product's main story: <em>work</em>, which has the data and grants, and
 * <em>home</em>, which asks.
 */
public final class GatewayPair implements AutoCloseable {
  private static final AtomicInteger NEXT = new AtomicInteger(1);

  private final GatewayCluster cluster;
  private final Gateway work;
  private final Gateway home;

  private GatewayPair(GatewayCluster cluster, String work, String home) {
    this.cluster = cluster;
    this.work = cluster.gateway(work);
    this.home = cluster.gateway(home);
  }

  public static Builder builder(ServiceAddresses services) {
    return new Builder(services);
  }

  public Gateway work() {
    return work;
  }

  public Gateway home() {
    return home;
  }

  public GatewayCluster cluster() {
    return cluster;
  }

  /** How home's users name work as a source. */
  public String federated() {
    return "federated:" + work.serverName();
  }

  /**
   * The whole way from a scope to an active peer: a grant at work for one person, used at home by
   * another.
   */
  public Link link(Person workUser, Person homeUser, JsonNode scope) {
    Grant grant = work.admin().createGrant(workUser, home.serverName(), scope);
    return new Link(grant, home.admin().addPeer(grant.url(), homeUser));
  }

  @Override
  public void close() {
    cluster.close();
  }

  /**
   * A grant and the peer made from it.
   *
   * @param peer the peer's id at home
   */
  public record Link(Grant grant, String peer) {}

  /** Says what the two are called; unless told, by names that no other pair of this process has. */
  public static final class Builder {
    private final ServiceAddresses services;
    private final GatewayCluster.Builder cluster;
    private String work;
    private String home;

    private Builder(ServiceAddresses services) {
      this.services = services;
      this.cluster = GatewayCluster.builder(services);
      int number = NEXT.getAndIncrement();
      this.work = "work.pair" + number + ".example";
      this.home = "home.pair" + number + ".example";
    }

    public Builder names(String workName, String homeName) {
      work = workName;
      home = homeName;
      return this;
    }

    /** Changes the configuration of both before they start. */
    public Builder configure(Consumer<ObjectNode> change) {
      var _ = cluster.configure(change);
      return this;
    }

    /** Is told of each gateway as soon as it is ready, from two threads. */
    public Builder onReady(Consumer<Gateway> listener) {
      var _ = cluster.onReady(listener);
      return this;
    }

    public GatewayPair start() {
      return start(
          GatewayPlacement.onLoopback(work, services), GatewayPlacement.onLoopback(home, services));
    }

    /** Starts the two somewhere else than on the loopback interface. */
    public GatewayPair start(GatewayPlacement workPlace, GatewayPlacement homePlace) {
      return new GatewayPair(
          cluster.gateway(workPlace).gateway(homePlace).start(),
          workPlace.serverName(),
          homePlace.serverName());
    }
  }
}
