-- A chain that a rotation would lead to, offered to peers to be tried by them, and used for nothing else.
create table ca_rehearsals (
  id         uuid primary key,
  what       text not null check (what in ('server', 'issuing', 'root')),
  -- PEM: the would-be chain of the server; the would-be root, and its link with the current one.
  chain      text not null,
  root       text,
  link       text,
  created_at timestamptz not null default now(),
  check ((root is null) = (link is null))
);

-- What came of it at a peer: 'ready', or why it would break.
create table ca_rehearsal_results (
  rehearsal_id uuid not null references ca_rehearsals on delete cascade,
  grant_id     uuid not null references federation_grants on delete cascade,
  outcome      text not null check (length(outcome) between 1 and 64),
  heard_at     timestamptz not null default now(),
  primary key (rehearsal_id, grant_id)
);
grant select, insert on ca_rehearsals, ca_rehearsal_results to ${gateway_role};
