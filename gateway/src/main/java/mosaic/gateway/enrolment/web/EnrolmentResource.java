package mosaic.gateway.enrolment.web;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import mosaic.ca.Fingerprint;
import mosaic.ca.Pem;
import mosaic.gateway.enrolment.Enrolled;
import mosaic.gateway.enrolment.Enrolment;
import mosaic.gateway.instance.FederationConfig;
import mosaic.gateway.instance.InstanceConfig;
import mosaic.gateway.limit.SourceLimiter;
import mosaic.gateway.pki.InstanceCa;
import mosaic.gateway.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** Where an asking gateway enrols: no client certificate, a single-use token (PROTOCOL). */
@Path("/federation/enrolment/v1/{grant}")
public class EnrolmentResource {
  private static final Pattern PIN = Pattern.compile("sha256:[0-9a-f]{64}");

  private final Enrolment enrolment;
  private final InstanceCa ca;
  private final InstanceConfig instance;
  private final FederationConfig federation;
  private final SourceLimiter limiter;

  EnrolmentResource(
      Enrolment enrolment,
      InstanceCa ca,
      InstanceConfig instance,
      FederationConfig federation,
      SourceLimiter limiter) {
    this.enrolment = enrolment;
    this.ca = ca;
    this.instance = instance;
    this.federation = federation;
    this.limiter = limiter;
  }

  record Request(
      @Nullable String token,
      @Nullable String csr,
      @Nullable String requestingServer,
      @Nullable String requestingCa,
      @Nullable String certificateChain) {
    @Override
    public String toString() {
      return "Request[redacted]";
    }
  }

  record Answer(
      UUID grantId,
      String certificateChain,
      String caRoot,
      String federationUrl,
      Instant expiresAt) {}

  /** Exchanges token and CSR for a certificate: one, however often the same key asks. */
  @POST
  @PermitAll
  public Uni<Answer> enrol(
      UUID grant,
      Request request,
      @HeaderParam("mosaic-ca-pin") @Nullable String pin,
      @Context HttpServerRequest http) {
    limiter.attempt(http.remoteAddress().hostAddress());
    if (request == null
        || request.token() == null
        || request.csr() == null
        || request.requestingServer() == null
        || request.requestingCa() == null) {
      throw ProblemException.invalid(
          "Enrolment needs token, csr, requesting_server and requesting_ca.", "Send all four.");
    }
    return enrolment
        .enrol(
            new Enrolment.Application(
                grant,
                request.token(),
                Buffer.buffer(request.csr()),
                request.requestingServer(),
                request.requestingCa(),
                request.certificateChain()))
        .map(
            enrolled ->
                answer(
                    enrolled,
                    ca.anchored(enrolled.chain(), pinned(pin))
                        .orElseGet(
                            () -> new InstanceCa.Anchored(enrolled.chain(), root(pinned(pin))))));
  }

  private Answer answer(Enrolled enrolled, InstanceCa.Anchored anchored) {
    return new Answer(
        enrolled.grant(),
        Pem.encode(anchored.chain()),
        Pem.encode(List.of(anchored.root())),
        "https://%s:%d".formatted(instance.serverName(), federation.port()),
        enrolled.expiresAt());
  }

  /** Of our servers, where no root of ours is above the certificate. */
  private X509Certificate root(Optional<Fingerprint> pinned) {
    return ca.anchors().stream()
        .filter(root -> pinned.equals(Optional.of(Fingerprint.of(root))))
        .findFirst()
        .orElseGet(ca::root);
  }

  /** The root that the URL names, as the asking gateway says. */
  private static Optional<Fingerprint> pinned(@Nullable String header) {
    return header != null && PIN.matcher(header).matches()
        ? Optional.of(Fingerprint.parse(header))
        : Optional.empty();
  }
}
