/* libpq, PostgreSQL's client library (https://www.postgresql.org/docs/15/libpq.html). */
#pragma once

#include <libpq-fe.h>
