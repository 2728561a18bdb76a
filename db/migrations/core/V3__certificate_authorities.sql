-- An instance has several roots and issuing CAs over time (R-304): one row each, instead of one row for the one of both.

create temporary table one_authority on commit drop as select * from certificate_authority;
drop table certificate_authority;

create table certificate_authority (
  -- SHA-256 of the certificate: what peers pin, and what the issuance record calls the issuer.
  certificate_sha256 text primary key check (certificate_sha256 ~ '^[0-9a-f]{64}$'),
  kind               text not null check (kind in ('root', 'issuing')),
  -- What the key is sealed to: table certificate_authority, column root_key or issuing_key by kind, and this row.
  -- The first root and the first issuing CA of an instance that is older than this table share one.
  id                 uuid not null,
  certificate        text not null,
  -- Sealed PKCS#8.
  key_reference      text not null,
  -- Of an issuing CA: the root that it stands under. No foreign key: `mosaic migrate tier` copies in the order of keys.
  root_sha256        text,
  -- Of a root that took over from another: its key certified by the other, and the other's by it (RFC 4210, 4.4).
  replaces_sha256    text,
  new_with_old       text,
  old_with_new       text,
  -- prepared: trusted, not used yet. current: issues. retiring: trusted and published, issues no more. retired: over.
  state              text not null check (state in ('prepared', 'current', 'retiring', 'retired')),
  created_at         timestamptz not null default now(),
  -- When a prepared one becomes current, and a retiring one retired, by itself.
  activates_at       timestamptz,
  retires_at         timestamptz,
  current_at         timestamptz,
  retiring_at        timestamptz,
  retired_at         timestamptz,
  -- Of an issuing CA: how often a new server certificate was asked for, of every replica.
  server_generation  int not null default 0,
  unique (id, kind),
  check ((kind = 'issuing') = (root_sha256 is not null)),
  check (kind = 'root' or replaces_sha256 is null),
  check ((replaces_sha256 is null) = (new_with_old is null) and (new_with_old is null) = (old_with_new is null))
);
create unique index certificate_authority_one_current on certificate_authority (kind) where state = 'current';
-- One rotation of a kind at a time.
create unique index certificate_authority_one_prepared on certificate_authority (kind) where state = 'prepared';

insert into certificate_authority
  (certificate_sha256, kind, id, certificate, key_reference, state, created_at, current_at)
select encode(sha256(decode(regexp_replace(root_certificate, '-----[^-]+-----|\s', '', 'g'), 'base64')), 'hex'),
       'root', id, root_certificate, root_key, 'current', created_at, created_at
  from one_authority;
insert into certificate_authority
  (certificate_sha256, kind, id, certificate, key_reference, root_sha256, state, created_at, current_at)
select encode(sha256(decode(regexp_replace(o.issuing_certificate, '-----[^-]+-----|\s', '', 'g'), 'base64')), 'hex'),
       'issuing', o.id, o.issuing_certificate, o.issuing_key, r.certificate_sha256, 'current', o.created_at, o.created_at
  from one_authority o join certificate_authority r on r.id = o.id;

-- What is retired is not trusted any more, whatever a bug in the gateway may try (T-03).
create trigger retirement_is_final before update on certificate_authority for each row
  when (old.state = 'retired' and new.state <> 'retired')
  execute function refuse_revival();

grant select, insert on certificate_authority to ${gateway_role};
-- Which certificate and which key it is never changes.
grant update (state, activates_at, retires_at, current_at, retiring_at, retired_at, server_generation)
  on certificate_authority to ${gateway_role};
