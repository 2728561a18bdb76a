-- What every tier needs to serve its user API and to account for what its admins do: the certificate authority, the
-- issuance record, the audit log.

-- One row: this instance's CA. Keys are sealed PKCS#8.
create table certificate_authority (
  id                  uuid primary key,
  root_certificate    text not null,
  root_key            text not null,
  issuing_certificate text not null,
  issuing_key         text not null,
  created_at          timestamptz not null default now(),
  only_one            boolean not null default true unique check (only_one)
);

-- The issuance record (T-01, T-15): the intent is stored before the signature exists,
-- and only a certificate whose SHA-256 stands here is recognised.
create table issued_certificates (
  serial             text primary key,
  purpose            text not null check (purpose in ('server', 'grant')),
  grant_id           uuid,
  issuer_sha256      text not null,
  public_key_sha256  text not null,
  tbs_sha256         text not null,
  not_before         timestamptz not null,
  not_after          timestamptz not null,
  intended_at        timestamptz not null default now(),
  certificate_sha256 text unique,
  issued_at          timestamptz,
  revoked_at         timestamptz,
  check ((purpose = 'grant') = (grant_id is not null))
);

create table federation_audit_log (
  id          uuid not null,
  grant_id    uuid,
  occurred_at timestamptz not null default now(),
  verb        text not null,
  resource    text not null,
  query_hash  text not null,
  outcome     text not null check (outcome in ('ok', 'denied', 'error')),
  bytes_out   int not null default 0,
  latency_ms  int not null default 0,
  actor       text,
  primary key (occurred_at, id)
) partition by range (occurred_at);
create table federation_audit_log_default partition of federation_audit_log default;
create index federation_audit_log_by_grant on federation_audit_log (grant_id, occurred_at desc);

-- What is over stays over, whatever a bug in the gateway may try (T-26).
create function refuse_revival() returns trigger
  language plpgsql
  as $$
begin
  raise exception 'a revocation is final';
end
$$;
create trigger revocation_is_final before update on issued_certificates for each row
  when (old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at)
  execute function refuse_revival();

grant select, insert on certificate_authority to ${gateway_role};
-- The time of an audit row is the database's, not the gateway's to choose.
grant select on federation_audit_log to ${gateway_role};
grant insert (id, grant_id, verb, resource, query_hash, outcome, bytes_out, latency_ms, actor)
  on federation_audit_log to ${gateway_role};
grant select, insert on issued_certificates to ${gateway_role};
grant update (certificate_sha256, issued_at, revoked_at) on issued_certificates to ${gateway_role};
