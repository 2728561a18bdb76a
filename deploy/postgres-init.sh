# Sourced once, when the database of one gateway is made (docker-compose.federated.yml): an owner that
# migrates and a role that the gateway works as, neither of them a superuser. See CONFIGURATION.md.
# psql reads the passwords itself, so that no command line shows them.
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username=postgres --dbname=postgres <<'SQL'
\set owner_password `cat /run/secrets/owner_password`
\set gateway_password `cat /run/secrets/gateway_password`
-- Even an error must not put a password into the log.
set log_min_error_statement = panic;
create role mosaic_owner login nosuperuser nocreatedb nocreaterole nobypassrls password :'owner_password';
create role mosaic_gateway login nosuperuser nocreatedb nocreaterole nobypassrls password :'gateway_password';
create database mosaic owner mosaic_owner;
revoke all on database mosaic from public;
grant connect on database mosaic to mosaic_gateway;
\connect mosaic
-- Not every package of pgvector lets the owner of a database do this.
create extension vector;
SQL
