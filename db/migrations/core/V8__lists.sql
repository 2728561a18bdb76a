-- Lists by when rows were made, in either direction, and of tasks by their status. As the indexes of V1: one each for
-- "mine", "mine and personal", "this team's", in list order, so that a list reads no more rows than it returns.
-- Where the order goes by created_at, updated_at comes last: rows that did not change since are passed over in the
-- index, without looking at them.
do $$
declare
  t text;
begin
  foreach t in array array['tasks', 'notes', 'memory', 'credentials', 'api_keys'] loop
    execute format(
      'create index %I on %I (owner_id, created_at desc, id desc, updated_at)', t || '_by_owner_created', t);
    execute format(
      'create index %I on %I (owner_id, created_at desc, id desc, updated_at) where team_id is null',
      t || '_personal_created', t);
    execute format(
      'create index %I on %I (team_id, created_at desc, id desc, updated_at) where team_id is not null',
      t || '_by_team_created', t);
  end loop;
end
$$;

create index tasks_by_owner_status on tasks (owner_id, status, updated_at desc, id desc);
create index tasks_personal_status on tasks (owner_id, status, updated_at desc, id desc) where team_id is null;
create index tasks_by_team_status on tasks (team_id, status, updated_at desc, id desc) where team_id is not null;
create index tasks_by_owner_status_created on tasks (owner_id, status, created_at desc, id desc, updated_at);
create index tasks_personal_status_created on tasks (owner_id, status, created_at desc, id desc, updated_at)
  where team_id is null;
create index tasks_by_team_status_created on tasks (team_id, status, created_at desc, id desc, updated_at)
  where team_id is not null;
