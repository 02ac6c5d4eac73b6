/* md4c's parser. Its own HTML renderer, md4c-html.h, is not used: it lets links to javascript: through. */
#pragma once

#include <md4c.h>
