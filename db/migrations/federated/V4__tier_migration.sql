-- At most one row: that `mosaic migrate tier` fills this database or has filled it, and from which instance.
-- A gateway does not start on one that is not complete.
create table tier_migration (
  -- Of the certificate authority of the source, which is what tells one instance from another.
  source       uuid not null,
  -- What the source held: table, rows and checksum, a line each.
  held         text not null,
  started_at   timestamptz not null default now(),
  completed_at timestamptz,
  only_one     boolean not null default true unique check (only_one)
);
grant select on tier_migration to ${gateway_role};
