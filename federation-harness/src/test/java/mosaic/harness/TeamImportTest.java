package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Imports into teams: an admin's joins them in the same transaction, anybody else's does not. */
@ExtendWith(SharedGateways.class)
final class TeamImportTest {
  private final GatewayPair pair;

  TeamImportTest(GatewayPair pair) {
    this.pair = pair;
  }

  @Test
  void import_adminWithTeamsThatTheUserIsNotIn_joinsAndStoresInOneCall() {
    Person alice = Names.person(pair.work(), "alice");
    String existing = Names.unique("existing");
    String missing = Names.unique("missing");
    var _ = pair.work().admin().createTeam(existing);
    ObjectNode body = UserApi.object().put("user", alice.name());
    var items = body.putArray("items");
    var _ = items.add(item("notes", "a", "in a team that was there").put("team", existing));
    var _ = items.add(item("tasks", "b", "in a team that was not").put("team", missing));
    var _ = items.add(item("tasks", "c", "in no team"));

    Answer answer = pair.work().admin().post("/api/v1/imports", body);

    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.json().path("created").asInt()).isEqualTo(3);
    assertThat(answer.json().path("teams_created").asInt()).isOne();
    assertThat(alice.api().titles("notes", "local")).containsExactly("in a team that was there");
    assertThat(alice.api().titles("tasks", "local"))
        .containsExactlyInAnyOrder("in a team that was not", "in no team");
    assertThat(
            pair.work()
                .database()
                .texts(
                    "select t.name from team_members m join teams t on t.id = m.team_id"
                        + " where m.user_id = ?::uuid",
                    alice.id()))
        .containsExactlyInAnyOrder(existing, missing);
  }

  @Test
  void import_ownRowsOfTeamThatTheUserIsNotIn_isRefusedAndStoresNothing() {
    Person alice = Names.person(pair.work(), "alice");
    String team = Names.unique("others");
    var _ = pair.work().admin().createTeam(team);
    ObjectNode body = UserApi.object();
    var items = body.putArray("items");
    var _ = items.add(item("notes", "a", "in no team"));
    var _ = items.add(item("notes", "b", "in the team of others").put("team", team));

    Answer answer = alice.api().post("/api/v1/imports", body);

    assertThat(answer.status()).as(answer.toString()).isEqualTo(403);
    assertThat(alice.api().titles("notes", "local")).isEmpty();
  }

  private static ObjectNode item(String resource, String key, String title) {
    return UserApi.object().put("resource", resource).put("key", key).put("title", title);
  }
}
