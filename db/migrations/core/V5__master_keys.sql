-- Which lines of the master key sealed values need, and which of them seals. Never a key: only its id, the first four
-- bytes of its SHA-256, which stands in clear before every sealed value.

-- The id of the key that has sealed a value: base64 of one byte of version, four of id, then what is sealed.
create function sealed_with(p_sealed text) returns text
  language sql immutable parallel safe
  as $$
    select case when p_sealed ~ '^[A-Za-z0-9+/]{8}'
                then encode(substring(decode(left(p_sealed, 8), 'base64') from 2 for 4), 'hex')
                else 'unknown' end
  $$;

-- Every key under which a value may be sealed: it comes here before it seals the first one, and goes when it is known
-- that none is left. A gateway that lacks one of them does not start.
create table sealing_keys (
  key_id text primary key check (key_id ~ '^[0-9a-f]{8}$'),
  seals  boolean not null,
  since  timestamptz not null default now()
);
create unique index sealing_keys_one_seals on sealing_keys (seals) where seals;

-- The processes that serve this instance, and the lines that each has read, the first one first. A process tells so
-- every few seconds; who was silent for a minute counts as gone.
create table key_replicas (
  id          uuid primary key,
  name        text not null,
  lines       text[] not null check (cardinality(lines) > 0),
  seals       text not null,
  seals_since timestamptz not null,
  seen_at     timestamptz not null default now()
);

-- A process says which lines it has and which it seals under, and is told which one is to seal and which all of them
-- are that values may need. A first line begins to seal once it is the first of every process that is there: so each
-- can open what any of them seals.
create function beat_key_replica(p_id uuid, p_name text, p_lines text[], p_seals text,
                                 out seals text, out needed text[], out promoted boolean)
  language plpgsql
  as $$
begin
  -- One at a time: who comes and who promotes a line see each other.
  perform pg_advisory_xact_lock(hashtextextended('mosaic.sealing_keys', 0));
  select k.key_id into seals from sealing_keys k where k.seals;
  -- Who is new has sealed nothing yet.
  insert into key_replicas as r (id, name, lines, seals, seals_since)
  values (p_id, p_name, p_lines, coalesce(p_seals, beat_key_replica.seals, p_lines[1]), '-infinity')
  on conflict (id) do update
     set lines = excluded.lines, seals = excluded.seals, seen_at = clock_timestamp(),
         seals_since = case when r.seals = excluded.seals then r.seals_since else clock_timestamp() end;
  promoted := false;
  if seals is null
     or seals <> p_lines[1]
        and not exists (select from key_replicas r
                         where r.seen_at > clock_timestamp() - interval '1 minute' and r.lines[1] <> p_lines[1]) then
    promoted := seals is not null;
    update sealing_keys k set seals = false where k.seals;
    insert into sealing_keys as k (key_id, seals) values (p_lines[1], true)
    on conflict (key_id) do update set seals = true, since = clock_timestamp();
    seals := p_lines[1];
  end if;
  delete from key_replicas r where r.seen_at < clock_timestamp() - interval '1 hour';
  select array_agg(k.key_id order by k.seals desc, k.since desc) into needed from sealing_keys k;
end
$$;

-- Whether every process seals under the line that seals, and has for longer than a statement may take (10 s): what was
-- sealed under another line is stored by now, and can be counted.
create function key_replicas_are_settled() returns boolean
  language sql stable
  as $$
    select not exists (
      select from key_replicas r join sealing_keys k on k.seals
       where r.seen_at > clock_timestamp() - interval '1 minute'
         and (r.seals <> k.key_id or r.seals_since > clock_timestamp() - interval '12 seconds'))
  $$;

-- Replaces the sealed key of an authority by what the caller says is the same under the line that seals, and changes
-- nothing else: the gateway's role may not write there. The database sees which line each of them names, and that the
-- old value is still the one that was read. It cannot see what is sealed: that it is the same key is for the caller to hold.
create function reseal_authority(p_certificate_sha256 text, p_old text, p_new text) returns boolean
  language plpgsql security definer set search_path = public, pg_temp
  as $$
begin
  if sealed_with(p_new) is distinct from (select key_id from sealing_keys where seals) then
    raise exception 'it is not sealed under the line that seals' using errcode = '42501';
  end if;
  update certificate_authority
     set key_reference = p_new
   where certificate_sha256 = p_certificate_sha256 and key_reference = p_old
     and sealed_with(p_old) not in ('unknown', sealed_with(p_new));
  return found;
end
$$;
revoke execute on function reseal_authority(text, text, text) from public;
grant execute on function reseal_authority(text, text, text) to ${gateway_role};

-- How many secrets of these owners each key has sealed. As each owner in turn: row-level security shows them to nobody
-- else, and the gateway's role gets no way around it.
create function count_sealed_secrets(p_owners uuid[]) returns table (table_name text, key_id text, held bigint)
  language plpgsql
  as $$
declare
  v_owner uuid;
begin
  foreach v_owner in array p_owners loop
    perform set_config('mosaic.user_id', v_owner::text, true), set_config('mosaic.team_ids', '{}', true);
    return query select 'credentials', sealed_with(t.secret), count(*) from credentials t
                  where t.owner_id = v_owner and t.secret is not null group by 2;
    return query select 'api_keys', sealed_with(t.secret), count(*) from api_keys t
                  where t.owner_id = v_owner and t.secret is not null group by 2;
  end loop;
  perform set_config('mosaic.user_id', '', true);
end
$$;

-- Secrets of these owners, in their order, that another key than this has sealed, at most so many. As each owner.
create function secrets_not_sealed_with(p_key text, p_owners uuid[], p_most int)
  returns table (table_name text, owner_id uuid, id uuid, secret text)
  language plpgsql
  as $$
declare
  v_owner uuid;
  v_left  int := p_most;
  v_found int;
begin
  foreach v_owner in array p_owners loop
    exit when v_left <= 0;
    perform set_config('mosaic.user_id', v_owner::text, true), set_config('mosaic.team_ids', '{}', true);
    return query select 'credentials', v_owner, t.id, t.secret from credentials t
                  where t.owner_id = v_owner and t.secret is not null and sealed_with(t.secret) <> p_key limit v_left;
    get diagnostics v_found = row_count;
    v_left := v_left - v_found;
    return query select 'api_keys', v_owner, t.id, t.secret from api_keys t
                  where t.owner_id = v_owner and t.secret is not null and sealed_with(t.secret) <> p_key limit v_left;
    get diagnostics v_found = row_count;
    v_left := v_left - v_found;
  end loop;
  perform set_config('mosaic.user_id', '', true);
end
$$;

grant select, insert, update, delete on sealing_keys, key_replicas to ${gateway_role};

-- What an older version has sealed.
do $$
declare
  v_user uuid;
begin
  insert into sealing_keys (key_id, seals)
  select distinct sealed_with(key_reference), false from certificate_authority
   where sealed_with(key_reference) <> 'unknown';
  if to_regclass('federation_peers') is not null then
    insert into sealing_keys (key_id, seals)
    select distinct sealed_with(sealed), false
      from federation_peers p cross join lateral (values (p.client_cert_pem), (p.client_key_pem)) as of_peer (sealed)
     where sealed is not null and sealed_with(sealed) <> 'unknown'
    on conflict do nothing;
  end if;
  for v_user in select id from users loop
    perform enter_user(v_user);
    insert into sealing_keys (key_id, seals)
    select distinct sealed_with(secret), false
      from (select secret, owner_id from credentials union all select secret, owner_id from api_keys) as own
     where owner_id = v_user and secret is not null and sealed_with(secret) <> 'unknown'
    on conflict do nothing;
  end loop;
  perform set_config('mosaic.user_id', '', true), set_config('mosaic.team_ids', '', true);
end
$$;
