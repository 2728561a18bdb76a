/**
 * The embedded certificate authority: issuing, and judging what others present.
 *
 * <p>Four kinds of work live here, and none of them does any I/O:
 *
 * <ul>
 *   <li><b>Issuing</b> in two steps: {@link mosaic.ca.IssuingAuthority#prepare prepare} fixes every
 *       byte that will be signed and lints it; the caller stores the {@link
 *       mosaic.ca.IssuanceIntent intent}; only then does {@link mosaic.ca.IssuingAuthority#sign
 *       sign} make a certificate of it. A power cut in between leaves a record without a
 *       certificate, never a certificate without a record.
 *   <li><b>Revoking</b>: {@link mosaic.ca.RevocationListDraft} and {@link
 *       mosaic.ca.IssuingAuthority#sign(RevocationListDraft) sign} make revocation lists, {@link
 *       mosaic.ca.OcspResponder} answers {@linkplain mosaic.ca.OcspRequest#parse requests}, and
 *       {@link mosaic.ca.CrlVerifier} judges the lists of others.
 *   <li><b>Reading requests</b>: {@link mosaic.ca.CertificateRequest#parse} takes the public key of
 *       a PKCS#10 request, proves that the sender holds its private half, and ignores all else.
 *   <li><b>Judging certificates</b>: {@link mosaic.ca.ClientCertificateVerifier}, {@link
 *       mosaic.ca.ServerCertificateVerifier} and {@link mosaic.ca.GrantIdentity} decide about
 *       certificates of strangers. They answer with values and never throw, whatever they are fed.
 * </ul>
 */
@NullMarked
package mosaic.ca;

import org.jspecify.annotations.NullMarked;
