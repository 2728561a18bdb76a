package mosaic.gateway.enrolment;

import java.util.UUID;
import mosaic.ca.DnsName;

/**
 * What a grant says that its certificate has to repeat. It comes from our own row, never from who
 * asks.
 *
 * @param grant the grant
 * @param subjectUser the local user whom it acts as
 * @param requestingServer the asking gateway
 */
public record GrantTerms(UUID grant, UUID subjectUser, DnsName requestingServer) {}
