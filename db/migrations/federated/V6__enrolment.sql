-- Answers that were lost, signatures that were cut short, renewal with an overlap, peers that are being enrolled.

-- What was answered, to be answered again where it was lost: PEM of the certificate and of what issued it.
alter table issued_certificates add column chain text;

-- Since when an intent is given up, because whoever was to sign it is gone and another has taken its place. It stays on
-- record, revoked: should its signature have come into being after all, it is known and counts for nothing (T-15).
alter table issued_certificates
  add column abandoned_at timestamptz,
  add check (abandoned_at is null or (certificate_sha256 is null and revoked_at is not null));

-- One key, one certificate, for good: not that of another grant, of a revoked certificate, or of an earlier one of the
-- same grant (T-13). An intent that was given up leaves its key to the one in its place, which stands in its way.
drop index issued_certificates_one_key_one_grant;
create unique index issued_certificates_one_key_one_grant on issued_certificates (public_key_sha256)
  where purpose = 'grant' and abandoned_at is null;

-- What a token was used for. The intent is stored right after it, in the same transaction.
alter table enrolment_tokens
  add column serial text references issued_certificates on delete cascade deferrable initially deferred;

-- A renewed certificate that was not used yet. Its first use makes it the active one (T-14).
alter table federation_grants
  add column next_cert_fingerprint text unique,
  add check (next_cert_fingerprint <> active_cert_fingerprint);

-- A peer is stored before it is asked: with its key and request, so that a lost answer can be asked for again.
alter table federation_peers
  alter column peer_ca_root drop not null,
  add check (status = 'pending' or peer_ca_root is not null);

grant update (chain, abandoned_at) on issued_certificates to ${gateway_role};
grant update (serial) on enrolment_tokens to ${gateway_role};
grant update (next_cert_fingerprint) on federation_grants to ${gateway_role};
