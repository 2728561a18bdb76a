package mosaic.gateway.enrolment;

import java.security.cert.X509Certificate;
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
 * @param requestingRoot the imported root whose certificates it takes in the place of ours;
 *     null for most grants
 */
public record GrantTerms(
    UUID grant,
    UUID subjectUser,
    DnsName requestingServer,
    @Nullable Instant expiresAt,
    @Nullable X509Certificate requestingRoot) {}
