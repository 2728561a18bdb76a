package mosaic.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The gateway's own database role, with none of the gateway's own filters. */
@ExtendWith(SharedGateways.class)
final class RowLevelSecurityTest {
  private static final List<String> TABLES =
      List.of("tasks", "notes", "memory", "credentials", "api_keys");

  private final GatewayPair pair;

  RowLevelSecurityTest(GatewayPair pair) {
    this.pair = pair;
  }

  @Test
  @Tag("M3-13")
  void select_withoutAnyFilter_yieldsOnlyVisibleRows() throws Exception {
    Story story = Story.of(pair);
    Person alice = story.atWork();
    Person bob = Names.person(pair.work(), "bob");
    String team = pair.work().admin().createTeam(Names.unique("team"), alice, bob);
    story.fill(alice);
    story.fill(bob);
    String shared = bob.api().createTeamRow("tasks", "shared", team);

    try (Connection gateway = pair.work().database().connectAsGateway()) {
      gateway.setAutoCommit(false);
      enter(gateway, alice);
      for (String table : TABLES) {
        List<List<@Nullable Object>> rows =
            Database.rows(
                gateway, "select owner_id::text, id::text from " + table + " order by id");
        assertThat(rows).as(table).isNotEmpty();
        assertThat(rows)
            .as(table)
            .allMatch(row -> alice.id().equals(row.getFirst()) || shared.equals(row.getLast()));
      }
      assertThat(Database.rows(gateway, "select id::text from tasks")).contains(List.of(shared));

      gateway.rollback();
      for (String table : TABLES) {
        assertThat(Database.rows(gateway, "select id from " + table))
            .as(table + " as nobody, on the same connection")
            .isEmpty();
      }
    }
  }

  @Test
  void select_embeddingsWithoutAnyFilter_yieldsThoseOfVisibleRowsOnly() throws Exception {
    Story story = Story.of(pair);
    Person alice = story.atWork();
    Person bob = Names.person(pair.work(), "bob");
    String team = pair.work().admin().createTeam(Names.unique("team"), alice, bob);
    String own = alice.api().createRow("memory", "own");
    String shared = bob.api().createTeamRow("memory", "shared", team);
    String foreign = bob.api().createRow("memory", "bob's");
    Deadline.inSeconds(60)
        .await(
            "all three are embedded",
            () ->
                pair.work()
                        .database()
                        .count(
                            "select count(*) from memory_embeddings where memory_id::text in (?, ?, ?)",
                            own,
                            shared,
                            foreign)
                    == 3);

    try (Connection gateway = pair.work().database().connectAsGateway()) {
      gateway.setAutoCommit(false);
      enter(gateway, alice);
      assertThat(Database.rows(gateway, "select memory_id::text from memory_embeddings"))
          .containsExactlyInAnyOrder(List.of(own), List.of(shared));
      assertThat(
              Database.rows(
                  gateway,
                  "select memory_id::text from memory_embeddings order by embedding <=>"
                      + " (select embedding from memory_embeddings limit 1) limit 10"))
          .as("through the index")
          .hasSize(2);

      gateway.rollback();
      assertThat(Database.rows(gateway, "select memory_id from memory_embeddings"))
          .as("as nobody")
          .isEmpty();
    }
  }

  @Test
  void insert_embeddingOfSomebodyElsesRow_isDenied() throws Exception {
    Person alice = Names.person(pair.work(), "alice");
    Person bob = Names.person(pair.work(), "bob");
    String bobs = bob.api().createRow("memory", "bob's");

    try (Connection gateway = pair.work().database().connectAsGateway();
        var insert = gateway.createStatement()) {
      gateway.setAutoCommit(false);
      enter(gateway, alice);
      assertThatThrownBy(
              () ->
                  insert.executeUpdate(
                      "insert into memory_embeddings (memory_id, owner_id, embedding) values"
                          + " ('%s', '%s', array_fill(1, array[384])::vector)"
                              .formatted(bobs, bob.id())))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("row-level security");
    }
  }

  @Test
  void write_asSomebodyElse_changesNothing() throws Exception {
    Story story = Story.of(pair);
    Person bob = Names.person(pair.work(), "bob");
    String bobs = bob.api().createRow("tasks", "bob's");

    try (Connection gateway = pair.work().database().connectAsGateway()) {
      gateway.setAutoCommit(false);
      enter(gateway, story.atWork());
      try (var update = gateway.createStatement()) {
        assertThat(update.executeUpdate("update tasks set title = 'taken'")).isZero();
        assertThat(update.executeUpdate("delete from tasks")).isZero();
      }
      gateway.commit();
    }

    assertThat(pair.work().database().text("select title from tasks where id = ?::uuid", bobs))
        .isEqualTo("bob's");
  }

  private static void enter(Connection connection, Person person) throws SQLException {
    var _ = Database.rows(connection, "select enter_user(?::uuid)", person.id());
  }
}
