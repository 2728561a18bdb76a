package mosaic.gateway.identity;

import java.util.UUID;

/** A team that a user is in, and what the user is there. */
public record Membership(UUID team, TeamName name, TeamRole role) {}
