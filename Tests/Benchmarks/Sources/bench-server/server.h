// SPDX-License-Identifier: Apache-2.0
#ifndef BENCH_SERVER_H
#define BENCH_SERVER_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HEAD_LIMIT = 16 << 10, REPLY_LIMIT = 2 << 10, PATTERN_SIZE = 256 << 10 };

// One client.
struct connection {
    int file;
    // NULL on a plain connection.
    SSL *tls;
    bool is_shaken, waits_to_write, is_last;
    // When its first byte came, on the clock that all processes share.
    int64_t first_byte;
    // What of a request's head is here.
    size_t filled;
    char input[HEAD_LIMIT];
    // What is left of a request's body, which is thrown away.
    int64_t body_left;
    bool owes_reply;
    // What is left of a reply: its head, or all of a small one, then bytes of the pattern.
    size_t output_start, output_end;
    char output[REPLY_LIMIT];
    int64_t pattern_left;
};

// What was asked for so far.
struct statistics {
    int64_t connections, polls, posts, downloads, last_first_byte;
};
extern struct statistics statistics;

// Answers every whole request that is there, as far as the replies can be sent. False: the client is to be let go.
bool answer(struct connection *connection);

// Both: bytes moved, 0 for "not now", -1 for the end.
int64_t receive_some(struct connection *connection, void *bytes, size_t count);
int64_t send_some(struct connection *connection, const void *bytes, size_t count);

// A context with this certificate and key, whose clients resume nothing; ends the program if there is none.
SSL_CTX *tls_context(const char *certificate, const char *key);
// 1 when the handshake is over, 0 for "not now", -1 for never.
int tls_shake(struct connection *connection);
int64_t tls_receive(SSL *tls, void *bytes, size_t count);
int64_t tls_send(SSL *tls, const void *bytes, size_t count);

#endif
