/*
 * libcrypto's SHA-256 and its comparison in constant time. OpenSSL 3.0 marks SHA256_Init(3) as deprecated in favour of
 * EVP_DigestInit(3). ARCHITECTURE.md says why this project uses it, under "SHA-256 comes from Debian's libcrypto".
 */
#pragma once

/* The API of OpenSSL 1.1.0, without warnings for what 3.0 deprecates (openssl_user_macros(7)). */
#define OPENSSL_API_COMPAT 10100
#include <openssl/crypto.h>
#include <openssl/sha.h>
