-- What a change was made from and to (R-403): {"before": {…}, "after": {…}}, only what changed, never a secret.
-- Null where a row tells of no change.
alter table federation_audit_log add column change jsonb;
grant insert (change) on federation_audit_log to ${gateway_role};
