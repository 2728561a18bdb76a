-- Which root of ours the peer of a grant pins, as it last said over a connection that the grant's certificate opened.
create table ca_peer_pins (
  grant_id    uuid primary key references federation_grants on delete cascade,
  root_sha256 text not null check (root_sha256 ~ '^[0-9a-f]{64}$'),
  said_at     timestamptz not null default now()
);
grant select, insert on ca_peer_pins to ${gateway_role};
grant update (root_sha256, said_at) on ca_peer_pins to ${gateway_role};
