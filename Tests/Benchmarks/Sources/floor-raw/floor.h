// SPDX-License-Identifier: Apache-2.0
#ifndef FLOOR_RAW_H
#define FLOOR_RAW_H

#include <stddef.h>
#include <stdint.h>

// Where a URL of the form http://ADDRESS:PORT/PATH leads; ends the program for another.
struct place {
    char address[64];
    int port;
    char path[512];
};
struct place read_place(const char *url);
// A connection there.
int open_connection(const struct place *place);
void send_all(int file, const void *bytes, size_t count);
// Reads one reply's head and what came of its body; the number of body bytes that are in `buffer` from `*body` on, and the
// declared length of the body.
size_t read_head(int file, char *buffer, size_t size, size_t *body, int64_t *length);

// Standard base64 without line breaks; `count` is a multiple of 3 but for the last piece. The number of characters.
size_t encode_base64(const uint8_t *bytes, size_t count, char *text);

void poll_many(const char *url, long count, long concurrency);
void submit_file(const char *path, const char *url, long count);
void download_file(const char *url, const char *path, long count);
void fire_timers(long count, double seconds);
void park_tasks(long count);

#endif
