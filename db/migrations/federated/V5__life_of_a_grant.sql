-- The whole life of a grant: versions, an end, and scopes that a second admin has to approve (R-401, R-403, R-406).

alter table federation_grants
  -- Counts changes of what admins decide, so that a change made on an earlier version is noticed.
  add column version           int not null default 1,
  -- From then on the grant is as good as revoked; null: until it is revoked.
  add column expires_at        timestamptz,
  -- The revision of the scope that waits for a second admin; null: none does.
  add column awaiting_revision int,
  -- A pending grant takes a new scope at once and waits with it; an enrolled one keeps the approved scope meanwhile.
  add check (awaiting_revision >= scope_revision),
  -- What nobody approved is never in force.
  add check (status in ('pending', 'revoked') or awaiting_revision is distinct from scope_revision);

alter table federation_scope_revisions
  add column needs_approval boolean not null default false;

-- Immutable, as the revisions are.
create table federation_scope_approvals (
  grant_id    uuid not null,
  revision    int not null,
  approved_at timestamptz not null default now(),
  approved_by text not null,
  primary key (grant_id, revision),
  foreign key (grant_id, revision) references federation_scope_revisions on delete cascade
);

-- The four-eyes rule: neither who made the grant nor who wrote the scope (R-406).
create function refuse_own_approval() returns trigger
  language plpgsql
  as $$
begin
  if exists (select from federation_scope_revisions r
              where r.grant_id = new.grant_id and r.revision in (1, new.revision) and r.created_by = new.approved_by) then
    raise exception 'nobody approves what they wrote' using errcode = 'MF002';
  end if;
  return new;
end
$$;
create trigger another_admin_approves before insert on federation_scope_approvals for each row
  execute function refuse_own_approval();

-- A scope that needs an approval comes into force with it and not before.
create function refuse_unapproved_scope() returns trigger
  language plpgsql
  as $$
begin
  if new.awaiting_revision is distinct from new.scope_revision
     and exists (select from federation_scope_revisions r
                  where r.grant_id = new.id and r.revision = new.scope_revision and r.needs_approval)
     and not exists (select from federation_scope_approvals a
                      where a.grant_id = new.id and a.revision = new.scope_revision) then
    raise exception 'revision % of the scope is not approved', new.scope_revision using errcode = 'MF002';
  end if;
  return new;
end
$$;
create trigger scope_is_approved before update of scope_revision, awaiting_revision on federation_grants for each row
  when (old.scope_revision <> new.scope_revision or old.awaiting_revision is distinct from new.awaiting_revision)
  execute function refuse_unapproved_scope();

-- pending → active → suspended ⇄ active → revoked, and from anywhere to revoked: as GrantStatus has it.
create function refuse_transition() returns trigger
  language plpgsql
  as $$
begin
  raise exception 'a grant does not go from % to %', old.status, new.status using errcode = 'MF003';
end
$$;
create trigger status_moves_as_allowed before update of status on federation_grants for each row
  when (old.status <> new.status
        and (old.status, new.status) not in
            (('pending', 'active'), ('active', 'suspended'), ('suspended', 'active'),
             ('pending', 'revoked'), ('active', 'revoked'), ('suspended', 'revoked')))
  execute function refuse_transition();

-- Whoever changes what admins decide, by whatever way, makes a new version. Not its use, nor its certificates.
create function count_version() returns trigger
  language plpgsql
  as $$
begin
  new.version := old.version + 1;
  return new;
end
$$;
create trigger version_counts_changes before update on federation_grants for each row
  when ((old.status, old.scope, old.scope_revision, old.awaiting_revision, old.rate_limit_rpm, old.expires_at, old.notes)
        is distinct from
        (new.status, new.scope, new.scope_revision, new.awaiting_revision, new.rate_limit_rpm, new.expires_at, new.notes))
  execute function count_version();

-- Whether a grant may be used now. The one place that says so; by the database's clock (T-24).
create function grant_in_force(g federation_grants) returns boolean
  language sql stable
  as $$ select g.status = 'active' and (g.expires_at is null or g.expires_at > now()) $$;

-- Whether an enrolment token of it may be used now.
create function grant_enrollable(g federation_grants) returns boolean
  language sql stable
  as $$
    select g.status = 'pending' and g.awaiting_revision is null and (g.expires_at is null or g.expires_at > now())
  $$;

-- As before (V2), with the end of the grant.
create or replace function enter_grant(p_grant uuid, p_certificate_sha256 text, p_scope_revision int) returns void
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
     and grant_in_force(g)
     and g.scope_revision = p_scope_revision
     and c.revoked_at is null
     and now() between c.not_before and c.not_after;
  if v_subject is null then
    raise exception 'the standing of grant % changed', p_grant using errcode = 'MF001';
  end if;
  perform enter_user(v_subject);
end
$$;

grant select, insert on federation_scope_approvals to ${gateway_role};
grant update (scope, scope_revision, awaiting_revision, rate_limit_rpm, expires_at, notes)
  on federation_grants to ${gateway_role};
