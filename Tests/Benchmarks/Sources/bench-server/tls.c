// SPDX-License-Identifier: Apache-2.0
#include "server.h"

#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>

SSL_CTX *tls_context(const char *certificate, const char *key) {
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    // A resumed session is not verified again, and it is the verified one that is measured.
    if (context == NULL || SSL_CTX_use_certificate_chain_file(context, certificate) != 1 ||
        SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1 || SSL_CTX_set_num_tickets(context, 0) != 1) {
        ERR_print_errors_fp(stderr);
        exit(1);
    }
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    return context;
}

static int64_t meaning(SSL *tls, int result) {
    if (result > 0) return result;
    int error = SSL_get_error(tls, result);
    ERR_clear_error();
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? 0 : -1;
}

int tls_shake(struct connection *connection) { return (int)meaning(connection->tls, SSL_accept(connection->tls)); }

int64_t tls_receive(SSL *tls, void *bytes, size_t count) { return meaning(tls, SSL_read(tls, bytes, (int)count)); }

int64_t tls_send(SSL *tls, const void *bytes, size_t count) { return meaning(tls, SSL_write(tls, bytes, (int)count)); }
