package mosaic.gateway.enrolment.web;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.security.cert.X509Certificate;
import java.util.List;
import mosaic.gateway.enrolment.Enrolment;
import mosaic.gateway.enrolment.EstMessages;
import mosaic.gateway.limit.SourceLimiter;
import mosaic.gateway.pki.InstanceCa;
import org.jspecify.annotations.Nullable;

/**
 * Enrolment as standard clients know it (EST, RFC 7030 and 8951), with the same tokens. Renewal is
 * on the federation listener, where the client shows the certificate that it has.
 */
@Path("/.well-known/est")
public class EstResource {
  private final Enrolment enrolment;
  private final InstanceCa ca;
  private final SourceLimiter limiter;

  EstResource(Enrolment enrolment, InstanceCa ca, SourceLimiter limiter) {
    this.enrolment = enrolment;
    this.ca = ca;
    this.limiter = limiter;
  }

  /** The CA's certificates, root included; whoever asks has to compare its fingerprint (4.1.1). */
  @GET
  @Path("/cacerts")
  @PermitAll
  public Response caCertificates(@Context HttpServerRequest http) {
    limiter.attempt(http.remoteAddress().hostAddress());
    return answer(ca.certificates());
  }

  /** Exchanges token and request for a certificate. */
  @POST
  @Path("/simpleenroll")
  @PermitAll
  @Consumes(EstMessages.REQUEST_TYPE)
  public Uni<Response> enrol(
      byte @Nullable [] body,
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @Context HttpServerRequest http) {
    limiter.attempt(http.remoteAddress().hostAddress());
    EstCredentials credentials = EstCredentials.parse(authorization);
    byte[] csr = EstMessages.request(body == null ? new byte[0] : body);
    return enrolment
        .enrol(
            new Enrolment.Application(
                credentials.grant(), credentials.token(), Buffer.buffer(csr), null, null, null))
        .map(enrolled -> answer(List.of(enrolled.certificate())));
  }

  private static Response answer(List<X509Certificate> certificates) {
    return Response.ok(EstMessages.certificates(certificates))
        .type(EstMessages.CERTIFICATES_TYPE)
        .build();
  }
}
