// SPDX-License-Identifier: Apache-2.0
#ifndef FLOOR_CURL_H
#define FLOOR_CURL_H

#include <curl/curl.h>

// Ends the program if libcurl refuses.
void expect_ok(CURLcode code);
void expect_multi_ok(CURLMcode code);
// Runs `easy`, which is part of `multi`, to its end.
void run_alone(CURLM *multi, CURL *easy);
size_t ignore_body(char *bytes, size_t size, size_t count, void *unused);

// floor-curl poll URL COUNT CONCURRENCY
void poll_many(const char *url, long count, long concurrency);
// floor-curl tls URL COUNT hashed|default
void connect_anew(const char *url, long count, int is_default);
// floor-curl start URL
void get_once(const char *url);

#endif
