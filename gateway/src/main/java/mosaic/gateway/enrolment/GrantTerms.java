package mosaic.gateway.enrolment;

import java.time.Instant;
import java.util.UUID;
import mosaic.ca.DnsName;
import org.jspecify.annotations.Nullable;

/**
 * What a grant says that its certificate has to repeat. It comes from our own row, never from who
 * asks.
 *
 * @param grant the grant
 * @param subjectUser the local user whom it acts as
 * @param requestingServer the asking gateway
 * @param expiresAt when the grant ends; null for never
 */
public record GrantTerms(
    UUID grant, UUID subjectUser, DnsName requestingServer, @Nullable Instant expiresAt) {}
