-- Creates what Notes needs on a PostgreSQL server: a role, a database, and the extension pg_trgm. Run it once, as an
-- administrator of the server:
--   sudo -u postgres psql --file /usr/share/notes/postgres/setup.sql --set password="'a long random text'"
-- The user postgres must be able to read this file: it cannot read a file in most home folders.
-- To use other names, add: --set role=NAME --set database=NAME
-- The service creates its tables in this database when it starts.
\set ON_ERROR_STOP on

\if :{?password}
\else
\warn 'a password is missing; add, with both kinds of quotes: --set password="''a long random text''"'
\quit
\endif

\if :{?role}
\else
\set role notes
\endif

\if :{?database}
\else
\set database notes
\endif

CREATE ROLE :"role" LOGIN PASSWORD :password;

-- With another encoding, the service does not start. With the locale C, searches for letters beyond A to Z are slow.
CREATE DATABASE :"database" OWNER :"role" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8';
REVOKE CONNECT ON DATABASE :"database" FROM PUBLIC;

\connect :"database"
-- Since PostgreSQL 15, only the owner may create tables in the schema public. The owner is now the service's role.
ALTER SCHEMA public OWNER TO :"role";
CREATE EXTENSION pg_trgm;
