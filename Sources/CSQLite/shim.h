/* A call that Swift cannot make, because it has no fixed number of arguments. GRDBSQLite has the rest of SQLite's API. */
#pragma once

#include <sqlite3.h>

/*
 * Lets SQLite allocate memory without counting it, which would take a lock that all threads share
 * (https://www.sqlite.org/c3ref/c_config_covering_index_scan.html#sqliteconfigmemstatus). Has an effect only before the
 * process opens its first database.
 */
static inline void csqlite_omit_memory_statistics(void) {
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}
