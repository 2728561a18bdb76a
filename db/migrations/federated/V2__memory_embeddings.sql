-- Vectors of memory rows, for search by meaning (R-202). Derived data: all of it can be made again from the rows.
-- A row has the embedding of its present text or none; rows that wait for one are in the queue.

do $$
begin
  if (select string_to_array(regexp_replace(extversion, '[^0-9.].*', ''), '.')::int[] < array[0, 8]
        from pg_extension where extname = 'vector') then
    raise exception 'pgvector is older than 0.8.0: install a newer one and run, as a superuser: alter extension vector update';
  end if;
end
$$;

create table memory_embeddings (
  memory_id uuid primary key references memory on delete cascade,
  -- As in the row, so that the same policy holds here, and an index can find "mine" and "this team's".
  owner_id  uuid not null references users on delete cascade,
  team_id   uuid references teams on delete cascade,
  -- The length is that of the first start; a gateway with another setting does not start (memory.dimension).
  embedding vector(${memory_dimension}) not null
);
create index memory_embeddings_by_owner on memory_embeddings (owner_id, team_id);
create index memory_embeddings_by_team on memory_embeddings (team_id, owner_id) where team_id is not null;
create index memory_embeddings_nearest on memory_embeddings using hnsw (embedding vector_cosine_ops);

alter table memory_embeddings enable row level security;
alter table memory_embeddings force row level security;
create policy own_and_team on memory_embeddings
  using (owner_id = (select current_mosaic_user()) or team_id = any ((select current_mosaic_teams())::uuid[]));

-- Ids and no content: the gateway takes a turn from here, then acts as the owner to read the row.
create table memory_embedding_queue (
  memory_id  uuid primary key references memory on delete cascade,
  owner_id   uuid not null,
  -- A new one for each change, so that an embedding of the text before it is not taken for the present one.
  turn       bigint not null generated always as identity,
  not_before timestamptz not null default now()
);
create index memory_embedding_queue_in_order on memory_embedding_queue (not_before, turn);

-- At most one row: whose vectors these are. Vectors of different models cannot be compared.
create table memory_embedding_model (
  name     text not null,
  only_one boolean not null default true unique check (only_one)
);

-- Whoever writes a memory row, by whatever way, in the same transaction.
create function memory_changed() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
begin
  if tg_op = 'INSERT' or (new.title, new.body) is distinct from (old.title, old.body) then
    delete from memory_embeddings where memory_id = new.id;
    insert into memory_embedding_queue (memory_id, owner_id) values (new.id, new.owner_id)
    on conflict (memory_id) do update set turn = default, not_before = now();
  elsif new.team_id is distinct from old.team_id then
    update memory_embeddings set team_id = new.team_id where memory_id = new.id;
  end if;
  return null;
end
$$;
create trigger embedding_follows_row after insert or update of title, body, team_id on memory
  for each row execute function memory_changed();

-- Puts every memory row in the queue. As each owner in turn, for the policies bind the migration role too.
create function queue_all_memory() returns void
  language plpgsql
  as $$
declare
  v_user uuid;
begin
  for v_user in select id from users loop
    perform enter_user(v_user);
    insert into memory_embedding_queue (memory_id, owner_id)
    select id, owner_id from memory where owner_id = v_user
    on conflict (memory_id) do update set turn = default, not_before = now();
  end loop;
  perform set_config('mosaic.user_id', '', true), set_config('mosaic.team_ids', '', true);
end
$$;

-- At each start, by the migration role. With another model than before everything is embedded anew.
create function use_memory_model(p_model text) returns void
  language plpgsql
  as $$
begin
  lock table memory_embedding_model in exclusive mode;
  if not exists (select from memory_embedding_model where name = p_model) then
    truncate memory_embeddings;
    delete from memory_embedding_model;
    insert into memory_embedding_model (name) values (p_model);
    perform queue_all_memory();
  end if;
end
$$;

-- By hand, by the migration role, while no gateway runs: vectors of another length. The next start fills them in.
create function resize_memory_embeddings(p_dimension int) returns void
  language plpgsql
  as $$
begin
  truncate memory_embeddings;
  execute format('alter table memory_embeddings alter column embedding type vector(%s)', p_dimension);
  delete from memory_embedding_model;
end
$$;

revoke execute on function memory_changed(), queue_all_memory(), use_memory_model(text), resize_memory_embeddings(int)
  from public;

grant select, insert, update (embedding) on memory_embeddings to ${gateway_role};
grant select, delete on memory_embedding_queue to ${gateway_role};
grant update (not_before) on memory_embedding_queue to ${gateway_role};
grant select on memory_embedding_model to ${gateway_role};
