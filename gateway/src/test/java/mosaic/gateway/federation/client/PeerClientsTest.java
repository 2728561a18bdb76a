package mosaic.gateway.federation.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpClient;
import java.net.URI;
import java.time.Duration;
import mosaic.ca.Fingerprint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeerClientsTest {
  private final TestPeer server = new TestPeer();
  private final PeerClients clients = server.clients(Duration.ofSeconds(2));
  private final ReachablePeer row = server.at(8444);
  private final HttpClient known = clients.forPeer(row);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void forPeer_sameRow_isTheSameClient() {
    assertThat(clients.forPeer(row)).isSameAs(known);
  }

  @Test
  void forPeer_anotherPin_isAnotherClient() {
    ReachablePeer changed = TestPeer.pinned(row, new Fingerprint("0".repeat(64)));

    assertThat(clients.forPeer(changed)).isNotSameAs(known);
  }

  @Test
  void forPeer_anotherAddress_isAnotherClient() {
    ReachablePeer changed =
        new ReachablePeer(row.peer(), URI.create("https://localhost:8445"), row.credential());

    assertThat(clients.forPeer(changed)).isNotSameAs(known);
  }
}
