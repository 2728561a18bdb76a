-- A certificate stays on record when its grant goes, by whatever way, and is revoked in the same transaction (R-902):
-- otherwise it would leave the revocation list while it is still in date.

alter table issued_certificates
  drop constraint issued_certificates_grant_id_fkey,
  add constraint issued_certificates_grant_id_fkey foreign key (grant_id) references federation_grants on delete set null;
-- What is of a grant has one until the grant is gone.
alter table issued_certificates
  drop constraint issued_certificates_check,
  add constraint issued_certificates_grant_check check (purpose = 'grant' or grant_id is null);

create function revoke_certificate_without_grant() returns trigger
  language plpgsql
  as $$
begin
  if old.revoked_at is null then
    new.revoked_at := now();
  end if;
  return new;
end
$$;
-- Fired by what the foreign key does; in the order of names before reason_is_the_grant.
create trigger certificate_goes_with_grant before update of grant_id on issued_certificates for each row
  when (old.grant_id is not null and new.grant_id is null)
  execute function revoke_certificate_without_grant();

-- A certificate of a grant that is not there is as good as revoked.
create function refuse_certificate_without_grant() returns trigger
  language plpgsql
  as $$
begin
  raise exception 'a certificate of a grant names it';
end
$$;
create trigger certificate_has_grant before insert on issued_certificates for each row
  when (new.purpose = 'grant' and new.grant_id is null)
  execute function refuse_certificate_without_grant();

-- Nor does a grant end without its certificates, whoever ends it and how.
create function revoke_certificates_of_grant() returns trigger
  language plpgsql
  as $$
begin
  update issued_certificates set revoked_at = now() where grant_id = new.id and revoked_at is null;
  return null;
end
$$;
create trigger certificates_go_with_grant after update of status on federation_grants for each row
  when (old.status <> 'revoked' and new.status = 'revoked')
  execute function revoke_certificates_of_grant();
