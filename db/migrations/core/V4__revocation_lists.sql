-- Revocation lists (R-303): what is revoked and why, which list it stood on first, and the list that every replica serves.

alter table issued_certificates
  drop constraint issued_certificates_purpose_check,
  add constraint issued_certificates_purpose_check check (purpose in ('server', 'grant', 'ocsp')),
  -- RFC 5280, 5.3.1; null: unspecified, which lists leave out. Neither hold nor removeFromCRL: a revocation is final.
  add column revocation_reason smallint check (revocation_reason in (1, 2, 3, 4, 5, 9, 10)),
  -- Number of the first list that it stood on; null: on none yet.
  add column listed_number bigint,
  add constraint issued_certificates_revocation_check
    check (revoked_at is not null or (revocation_reason is null and listed_number is null));

-- The order of a list, read from the index: of numbers, which serials are in hexadecimal.
create index issued_certificates_revoked on issued_certificates (issuer_sha256, length(serial), serial collate "C")
  where revoked_at is not null;
-- What waits for a list: mostly nothing.
create index issued_certificates_unlisted on issued_certificates (issuer_sha256)
  where revoked_at is not null and listed_number is null;

-- Why a certificate was revoked is as final as that it was.
create trigger revocation_reason_is_final before update on issued_certificates for each row
  when (old.revoked_at is not null and new.revocation_reason is distinct from old.revocation_reason)
  execute function refuse_revival();

-- A grant's certificate is revoked because the grant is over, unless whoever does it says otherwise.
create function withdraw_privilege() returns trigger
  language plpgsql
  as $$
begin
  new.revocation_reason := 9; -- privilegeWithdrawn
  return new;
end
$$;
create trigger reason_is_the_grant before update on issued_certificates for each row
  when (new.purpose = 'grant' and old.revoked_at is null and new.revoked_at is not null
        and new.revocation_reason is null)
  execute function withdraw_privilege();

-- One row for each issuing CA: its list, and the numbers given out.
create table revocation_lists (
  issuer_sha256    text primary key check (issuer_sha256 ~ '^[0-9a-f]{64}$'),
  -- The number last given out; a list that could not be signed leaves a gap.
  last_number      bigint not null default 0,
  -- The list itself and what it says; null: none was published yet.
  number           bigint check (number between 1 and last_number),
  this_update      timestamptz,
  next_update      timestamptz,
  entries          int,
  list             bytea,
  -- The last one that was due anyway, revocation or not (RFC 5280, 3.3).
  scheduled_number bigint,
  scheduled_at     timestamptz,
  check (num_nonnulls(number, this_update, next_update, entries, list) in (0, 5)),
  check ((scheduled_number is null) = (scheduled_at is null))
);

-- The number of a list only rises (RFC 5280, 5.2.3; T-22), whatever a bug in the gateway may try.
create function refuse_lower_number() returns trigger
  language plpgsql
  as $$
begin
  raise exception 'the number of a revocation list only rises';
end
$$;
create trigger number_only_rises before update on revocation_lists for each row
  when (new.last_number < old.last_number
        or (old.number is not null and (new.number is null or new.number < old.number)))
  execute function refuse_lower_number();

grant select, insert on revocation_lists to ${gateway_role};
-- Whose list it is never changes.
grant update (last_number, number, this_update, next_update, entries, list, scheduled_number, scheduled_at)
  on revocation_lists to ${gateway_role};
grant update (revocation_reason, listed_number) on issued_certificates to ${gateway_role};
