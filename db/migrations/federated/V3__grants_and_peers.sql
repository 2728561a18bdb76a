-- Tier federated only: grants (serving side) and peers (asking side).

create type grant_status as enum ('pending', 'active', 'suspended', 'revoked');

create table federation_grants (
  id                        uuid primary key,
  subject_user_id           uuid not null references users on delete cascade,
  requesting_server         text not null,
  requesting_ca_fingerprint text,
  active_cert_fingerprint   text unique,
  scope                     jsonb not null,
  scope_revision            int not null default 1,
  rate_limit_rpm            int not null default 60 check (rate_limit_rpm between 1 and 100000),
  status                    grant_status not null default 'pending',
  created_at                timestamptz not null default now(),
  activated_at              timestamptz,
  revoked_at                timestamptz,
  last_used_at              timestamptz,
  notes                     text
);
create index federation_grants_by_subject on federation_grants (subject_user_id);

-- Immutable: the gateway may insert and read, never change.
create table federation_scope_revisions (
  grant_id   uuid not null references federation_grants on delete cascade,
  revision   int not null,
  scope      jsonb not null,
  created_at timestamptz not null default now(),
  created_by text not null,
  primary key (grant_id, revision)
);

create table enrolment_tokens (
  token_hash   bytea primary key check (length(token_hash) = 32),
  grant_id     uuid not null references federation_grants on delete cascade,
  created_at   timestamptz not null default now(),
  expires_at   timestamptz not null,
  used_at      timestamptz,
  cancelled_at timestamptz
);
create index enrolment_tokens_by_grant on enrolment_tokens (grant_id);

-- The issuance record is in every tier (V2 of core); certificates of grants are in this one only.
alter table issued_certificates
  add foreign key (grant_id) references federation_grants on delete cascade;
create index issued_certificates_by_grant on issued_certificates (grant_id) where grant_id is not null;
-- One key, one grant (T-13).
create unique index issued_certificates_one_key_one_grant on issued_certificates (public_key_sha256) where purpose = 'grant';

create type peer_status as enum ('pending', 'active', 'degraded', 'revoked');

create table federation_peers (
  id                  uuid primary key,
  peer_hostname       text not null,
  peer_ca_fingerprint text not null,
  peer_ca_root        text not null,
  federation_url      text,
  grant_id            uuid not null unique,
  local_user_id       uuid not null references users on delete cascade,
  client_cert_pem     text,
  client_key_pem      text,
  cert_expires_at     timestamptz,
  status              peer_status not null default 'pending',
  created_at          timestamptz not null default now(),
  last_success_at     timestamptz,
  last_failure_at     timestamptz,
  notes               text
);
create unique index federation_peers_one_live_peer_a_host on federation_peers (local_user_id, peer_hostname) where status <> 'revoked';

-- Begins acting as a grant's subject, until the end of the transaction: first statement of every federated read,
-- pipelined with the read itself (R-903). The subject comes from the grant's own row, never from the caller.
-- Raises MF001 unless the certificate is the grant's active one, both are in force, and the scope is the revision
-- that the access decision was made on.
create function enter_grant(p_grant uuid, p_certificate_sha256 text, p_scope_revision int) returns void
  language plpgsql
  as $$
declare
  v_subject uuid;
begin
  select g.subject_user_id into v_subject
    from federation_grants g
    join issued_certificates c on c.certificate_sha256 = g.active_cert_fingerprint and c.grant_id = g.id
    join users u on u.id = g.subject_user_id and u.disabled_at is null
   where g.id = p_grant
     and g.active_cert_fingerprint = p_certificate_sha256
     and g.status = 'active'
     and g.scope_revision = p_scope_revision
     and c.revoked_at is null
     and now() between c.not_before and c.not_after;
  if v_subject is null then
    raise exception 'the standing of grant % changed', p_grant using errcode = 'MF001';
  end if;
  perform enter_user(v_subject);
end
$$;

-- What is over stays over, whatever a bug in the gateway may try (T-26).
create trigger revocation_is_final before update on federation_grants for each row
  when (old.status = 'revoked' and new.status <> 'revoked') execute function refuse_revival();

grant select, insert on federation_scope_revisions to ${gateway_role};
-- Columns that change; whose grant it is and for whom never does.
grant select, insert on federation_grants, enrolment_tokens to ${gateway_role};
grant update (status, activated_at, revoked_at, last_used_at, active_cert_fingerprint, requesting_ca_fingerprint)
  on federation_grants to ${gateway_role};
grant update (used_at, cancelled_at) on enrolment_tokens to ${gateway_role};
grant select, insert, update, delete on federation_peers to ${gateway_role};
