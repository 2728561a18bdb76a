package mosaic.gateway.identity;

import java.util.UUID;

/**
 * A team.
 *
 * @param members how many users are in it
 */
public record Team(UUID id, TeamName name, long members) {}
