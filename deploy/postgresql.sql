-- The database and its three roles; run once as a superuser: psql -f deploy/postgresql.sql
-- Then give each role a password: \password everproof_owner, \password everproof_app, \password everproof_worker
--
-- Only the owner makes and changes tables. The application and the worker may be bound by nothing but row-level
-- security if they are neither superuser nor owner nor BYPASSRLS; Everproof refuses to start otherwise.

CREATE ROLE everproof_owner LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS;
CREATE ROLE everproof_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
CREATE ROLE everproof_worker LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;

CREATE DATABASE everproof OWNER everproof_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE everproof FROM PUBLIC;
GRANT CONNECT ON DATABASE everproof TO everproof_app, everproof_worker;
