-- The three roles and the database, made where they are missing. psql runs it as the superuser at each start.
SET client_min_messages = warning;

SELECT format('CREATE ROLE %I LOGIN', wanted) FROM unnest(ARRAY['mug_owner', 'mug_web', 'mug_export']) AS wanted
    WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) \gexec

-- The owner makes the tests' databases, and may end the other roles' sessions.
ALTER ROLE mug_owner CREATEDB;
GRANT mug_web, mug_export TO mug_owner;

SELECT 'CREATE DATABASE mug OWNER mug_owner' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'mug') \gexec

REVOKE ALL ON DATABASE mug FROM PUBLIC;
GRANT CONNECT ON DATABASE mug TO mug_web, mug_export;
