// SPDX-License-Identifier: Apache-2.0
#ifndef CVIDEOGEN_CRYPTO_SHIM_H
#define CVIDEOGEN_CRYPTO_SHIM_H

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
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

// 1 if CVIDEOGEN_SHA256_SIZE bytes of HMAC-SHA256 (RFC 2104) were written to `code`.
static inline int cvideogen_hmac_sha256(
    const unsigned char *key, size_t key_count, const unsigned char *message, size_t count, unsigned char *code) {
    unsigned int size = 0;
    if (key_count > 0x7FFFFFFF) return 0;
    return HMAC(EVP_sha256(), key, (int)key_count, message, count, code, &size) != NULL
        && size == CVIDEOGEN_SHA256_SIZE;
}

// The sizes of a key and a code of Poly1305 in bytes (RFC 8439).
enum { CVIDEOGEN_POLY1305_KEY_SIZE = 32, CVIDEOGEN_POLY1305_SIZE = 16 };

#if OPENSSL_VERSION_NUMBER >= 0x30000000L
typedef EVP_MAC_CTX cvideogen_poly1305;

// A context for bytes under a key of CVIDEOGEN_POLY1305_KEY_SIZE; NULL if libcrypto has no memory or does not offer the
// algorithm, as where only those of FIPS are allowed.
static inline cvideogen_poly1305 *cvideogen_poly1305_new(const unsigned char *key) {
    ERR_set_mark();
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "POLY1305", NULL);
    EVP_MAC_CTX *context = mac == NULL ? NULL : EVP_MAC_CTX_new(mac);
    EVP_MAC_free(mac);
    if (context != NULL && EVP_MAC_init(context, key, CVIDEOGEN_POLY1305_KEY_SIZE, NULL) != 1) {
        EVP_MAC_CTX_free(context);
        context = NULL;
    }
    ERR_pop_to_mark();
    return context;
}

// 1 if the bytes were taken.
static inline int cvideogen_poly1305_update(cvideogen_poly1305 *context, const void *bytes, size_t count) {
    return EVP_MAC_update(context, (const unsigned char *)bytes, count);
}

// 1 if CVIDEOGEN_POLY1305_SIZE bytes were written to `code`. The context is of no use afterwards.
static inline int cvideogen_poly1305_final(cvideogen_poly1305 *context, unsigned char *code) {
    size_t size = 0;
    return EVP_MAC_final(context, code, &size, CVIDEOGEN_POLY1305_SIZE) == 1 && size == CVIDEOGEN_POLY1305_SIZE;
}

static inline void cvideogen_poly1305_free(cvideogen_poly1305 *context) {
    EVP_MAC_CTX_free(context);
}
#else
typedef EVP_MD_CTX cvideogen_poly1305;

// Older versions of libcrypto have another interface for it: theirs is done without.
static inline cvideogen_poly1305 *cvideogen_poly1305_new(const unsigned char *key) {
    (void)key;
    return NULL;
}

static inline int cvideogen_poly1305_update(cvideogen_poly1305 *context, const void *bytes, size_t count) {
    (void)context, (void)bytes, (void)count;
    return 0;
}

static inline int cvideogen_poly1305_final(cvideogen_poly1305 *context, unsigned char *code) {
    (void)context, (void)code;
    return 0;
}

static inline void cvideogen_poly1305_free(cvideogen_poly1305 *context) {
    (void)context;
}
#endif

// The sizes of a public key and a signature of Ed25519 in bytes (RFC 8032).
enum { CVIDEOGEN_ED25519_KEY_SIZE = 32, CVIDEOGEN_ED25519_SIGNATURE_SIZE = 64 };

// 1 if CVIDEOGEN_ED25519_SIGNATURE_SIZE bytes at `signature` are the key's for the message, 0 if they are not, -1 if
// libcrypto has no memory or does not offer the algorithm. A wrong signature is no error of this thread's: what libcrypto
// notes about it would be taken for one of the next TLS connection here.
static inline int cvideogen_ed25519_verify(
    const unsigned char *key, const unsigned char *signature, const unsigned char *message, size_t count) {
    int result = -1;
    ERR_set_mark();
    EVP_PKEY *public_key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key, CVIDEOGEN_ED25519_KEY_SIZE);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (public_key != NULL && context != NULL && EVP_DigestVerifyInit(context, NULL, NULL, NULL, public_key) == 1) {
        result = EVP_DigestVerify(context, signature, CVIDEOGEN_ED25519_SIGNATURE_SIZE, message, count) == 1;
    }
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(public_key);
    ERR_pop_to_mark();
    return result;
}

// Whether `count` bytes are the same, in a time that does not tell where they differ.
static inline int cvideogen_is_equal(const void *left, const void *right, size_t count) {
    return CRYPTO_memcmp(left, right, count) == 0;
}

#endif
