// SPDX-License-Identifier: Apache-2.0
#ifndef CVIDEOGEN_CRYPTO_SHIM_H
#define CVIDEOGEN_CRYPTO_SHIM_H

#include <openssl/evp.h>
#include <stddef.h>

// The digest size of SHA-256 in bytes (FIPS 180-4).
enum { CVIDEOGEN_SHA256_SIZE = 32 };

// A context that is ready for bytes; NULL if libcrypto has no memory or does not offer the algorithm.
static inline EVP_MD_CTX *cvideogen_sha256_new(void) {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (context != NULL && EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1) {
        EVP_MD_CTX_free(context);
        return NULL;
    }
    return context;
}

// 1 if the bytes were taken.
static inline int cvideogen_sha256_update(EVP_MD_CTX *context, const void *bytes, size_t count) {
    return EVP_DigestUpdate(context, bytes, count);
}

// 1 if CVIDEOGEN_SHA256_SIZE bytes were written to `digest`. The context is of no use afterwards.
static inline int cvideogen_sha256_final(EVP_MD_CTX *context, unsigned char *digest) {
    unsigned int size = 0;
    return EVP_MD_CTX_size(context) == CVIDEOGEN_SHA256_SIZE && EVP_DigestFinal_ex(context, digest, &size) == 1
        && size == CVIDEOGEN_SHA256_SIZE;
}

static inline void cvideogen_sha256_free(EVP_MD_CTX *context) {
    EVP_MD_CTX_free(context);
}

#endif
