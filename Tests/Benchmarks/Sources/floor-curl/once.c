// SPDX-License-Identifier: Apache-2.0
#include "floor.h"

#include "CMeasure.h"

#include <stdio.h>
#include <stdlib.h>

void connect_anew(const char *url, long count, int is_default) {
    struct bench_measurement start = bench_begin();
    double first = 0;
    const char *file = getenv("SSL_CERT_FILE"), *directory = getenv("SSL_CERT_DIR");
    expect_ok(curl_global_init(CURL_GLOBAL_DEFAULT));
    CURLM *multi = curl_multi_init();
    for (long index = 0; index < count; index++) {
        CURL *easy = curl_easy_init();
        expect_ok(curl_easy_setopt(easy, CURLOPT_URL, url));
        expect_ok(curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L));
        expect_ok(curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, ignore_body));
        expect_ok(curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1));
        expect_ok(curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L));
        expect_ok(curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L));
        expect_ok(curl_easy_setopt(easy, CURLOPT_CAPATH, directory));
        // As Debian builds libcurl, both are set, and then the whole file is read for each connection.
        expect_ok(curl_easy_setopt(easy, CURLOPT_CAINFO, is_default ? file : NULL));
        run_alone(multi, easy);
        curl_easy_cleanup(easy);
        if (index == 0) first = bench_cpu_seconds() - start.cpu;
    }
    char more[80];
    snprintf(more, sizeof more, ", \"firstCpuSeconds\": %.9f", first);
    bench_print(start, count, more);
    curl_multi_cleanup(multi);
}

void get_once(const char *url) {
    struct bench_measurement start = bench_begin();
    expect_ok(curl_global_init(CURL_GLOBAL_DEFAULT));
    CURLM *multi = curl_multi_init();
    CURL *easy = curl_easy_init();
    expect_ok(curl_easy_setopt(easy, CURLOPT_URL, url));
    expect_ok(curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L));
    expect_ok(curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, ignore_body));
    run_alone(multi, easy);
    bench_print(start, 1, NULL);
}
