-- People, teams, and the native rows they own. Run by the migration role, which owns everything here.
-- The gateway connects as ${gateway_role}, which owns nothing and is bound by every policy below.

create type user_role as enum ('user', 'operator', 'admin');

create table users (
  id          uuid primary key,
  -- Not of signs alone: in the audit log - stands for nobody.
  name        text not null unique check (name ~ '^[a-z0-9._-]{1,64}$' and name ~ '[a-z0-9]'),
  role        user_role not null default 'user',
  created_at  timestamptz not null default now(),
  -- A disabled user keeps what they own, and is let in nowhere.
  disabled_at timestamptz
);

create table teams (
  id         uuid primary key,
  name       text not null unique check (length(name) between 1 and 128),
  created_at timestamptz not null default now()
);

create type team_role as enum ('member', 'lead');

create table team_members (
  team_id uuid not null references teams on delete cascade,
  user_id uuid not null references users on delete cascade,
  role    team_role not null default 'member',
  primary key (user_id, team_id)
);
create index team_members_by_team on team_members (team_id);

create table personal_access_tokens (
  id           uuid primary key,
  user_id      uuid not null references users on delete cascade,
  name         text not null check (length(name) between 1 and 128),
  token_hash   bytea not null unique check (length(token_hash) = 32),
  created_at   timestamptz not null default now(),
  expires_at   timestamptz not null,
  revoked_at   timestamptz,
  last_used_at timestamptz
);
create index personal_access_tokens_by_user on personal_access_tokens (user_id);

create table sign_in_codes (
  code_hash  bytea primary key check (length(code_hash) = 32),
  user_id    uuid not null references users on delete cascade,
  expires_at timestamptz not null,
  used_at    timestamptz
);
create index sign_in_codes_by_user on sign_in_codes (user_id);

-- Argon2id in the PHC string format; a user without a row has no password.
create table passwords (
  user_id    uuid primary key references users on delete cascade,
  hash       text not null check (hash like '$argon2id$%'),
  changed_at timestamptz not null default now()
);

-- Users whom an OpenID provider signs in. Bound to issuer and subject, which never change hands,
-- and to no name or e-mail address, which may.
create table provider_accounts (
  issuer      text not null,
  subject     text not null,
  user_id     uuid not null unique references users on delete cascade,
  -- When the provider issued the newest token that said which role the user has, and whether it said any.
  asserted_at timestamptz not null,
  has_role    boolean not null default true,
  primary key (issuer, subject)
);

-- Who the current transaction acts as. Absent or empty means nobody, and nobody sees nothing.
create function current_mosaic_user() returns uuid
  language sql stable parallel safe
  as $$ select nullif(current_setting('mosaic.user_id', true), '')::uuid $$;

-- The teams of that user, as they were on entering. A setting and not a query: a policy that looked them up would
-- do so only once it found a row, and time would tell a row that may not be seen from one that is not there (R-504).
create function current_mosaic_teams() returns uuid[]
  language sql stable parallel safe
  as $$ select coalesce(nullif(current_setting('mosaic.team_ids', true), ''), '{}')::uuid[] $$;

-- Begins acting as a local user, until the end of the transaction; again after the user joined a team in it.
create function enter_user(p_user uuid) returns void
  language sql
  as $$
    select set_config('mosaic.user_id', p_user::text, true),
           set_config('mosaic.team_ids',
                      (select coalesce(array_agg(team_id), '{}')::text from team_members where user_id = p_user),
                      true)
  $$;

create table tasks (
  id         uuid primary key,
  owner_id   uuid not null references users on delete cascade,
  team_id    uuid references teams on delete cascade,
  title      text not null check (length(title) between 1 and 500),
  body       text not null default '' check (octet_length(body) <= 1048576),
  status     text not null default 'open' check (status in ('open', 'done')),
  note_id    uuid,
  import_key text check (length(import_key) between 1 and 1024),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (owner_id, import_key)
);

create table notes (
  id         uuid primary key,
  owner_id   uuid not null references users on delete cascade,
  team_id    uuid references teams on delete cascade,
  title      text not null check (length(title) between 1 and 500),
  body       text not null default '' check (octet_length(body) <= 1048576),
  import_key text check (length(import_key) between 1 and 1024),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (owner_id, import_key)
);

create table memory (
  id         uuid primary key,
  owner_id   uuid not null references users on delete cascade,
  team_id    uuid references teams on delete cascade,
  title      text not null check (length(title) between 1 and 500),
  body       text not null default '' check (octet_length(body) <= 1048576),
  import_key text check (length(import_key) between 1 and 1024),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (owner_id, import_key)
);

-- secret is sealed (AEAD under the master key, bound to table, column and row) before it gets here.
create table credentials (
  id         uuid primary key,
  owner_id   uuid not null references users on delete cascade,
  team_id    uuid references teams on delete cascade,
  title      text not null check (length(title) between 1 and 500),
  body       text not null default '' check (octet_length(body) <= 1048576),
  secret     text,
  import_key text check (length(import_key) between 1 and 1024),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (owner_id, import_key)
);

create table api_keys (
  id         uuid primary key,
  owner_id   uuid not null references users on delete cascade,
  team_id    uuid references teams on delete cascade,
  title      text not null check (length(title) between 1 and 500),
  body       text not null default '' check (octet_length(body) <= 1048576),
  secret     text,
  import_key text check (length(import_key) between 1 and 1024),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (owner_id, import_key)
);

-- The same indexes, policy and privileges for each: index-first reads of "mine", "mine and personal", "this team's".
do $$
declare
  t text;
begin
  foreach t in array array['tasks', 'notes', 'memory', 'credentials', 'api_keys'] loop
    execute format('create index %I on %I (owner_id, updated_at desc, id desc)', t || '_by_owner', t);
    execute format('create index %I on %I (owner_id, updated_at desc, id desc) where team_id is null', t || '_personal', t);
    execute format('create index %I on %I (team_id, updated_at desc, id desc) where team_id is not null', t || '_by_team', t);
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    -- In sub-selects, so that both are computed once a statement and not once a row.
    execute format(
      'create policy own_and_team on %I
         using (owner_id = (select current_mosaic_user()) or team_id = any ((select current_mosaic_teams())::uuid[]))
         with check (owner_id = (select current_mosaic_user()) and team_id is null
                     or team_id = any ((select current_mosaic_teams())::uuid[]))', t);
    execute format(
      'create policy own_when_new on %I as restrictive for insert
         with check (owner_id = (select current_mosaic_user()))', t);
    execute format('grant select, insert, delete on %I to ${gateway_role}', t);
    -- Not owner_id: nobody gives a row away or takes one over.
    execute format('grant update (team_id, title, body, import_key, updated_at) on %I to ${gateway_role}', t);
  end loop;
end
$$;

grant update (status, note_id) on tasks to ${gateway_role};
grant update (secret) on credentials, api_keys to ${gateway_role};

grant select, insert on users, teams to ${gateway_role};
grant update (role, disabled_at) on users to ${gateway_role};
grant select, insert, update, delete on team_members, sign_in_codes to ${gateway_role};
grant select, insert on personal_access_tokens to ${gateway_role};
grant update (revoked_at, last_used_at) on personal_access_tokens to ${gateway_role};
grant select, insert on passwords, provider_accounts to ${gateway_role};
grant update (hash, changed_at) on passwords to ${gateway_role};
grant update (asserted_at, has_role) on provider_accounts to ${gateway_role};
