-- Bring your own CA (R-404).

-- The root of the asking side whose certificates this grant, and no other, takes in the place of ours: PEM. Chosen when
-- the grant is made; the gateway has no right to change it.
alter table federation_grants
  add column requesting_ca_root text,
  add check (requesting_ca_root is null or requesting_ca_fingerprint is not null);

-- On the asking side: what our own CA issues to ourselves, to be shown to a peer that imported our root.
alter table issued_certificates
  drop constraint issued_certificates_purpose_check,
  add constraint issued_certificates_purpose_check check (purpose in ('server', 'grant', 'ocsp', 'peer'));
