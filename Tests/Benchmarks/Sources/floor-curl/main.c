// SPDX-License-Identifier: Apache-2.0
// What libcurl costs by itself, from C: the floor under our transport.
//
//   floor-curl poll URL COUNT CONCURRENCY       calls on kept connections; HTTP/2 where the URL is https
//   floor-curl tls URL COUNT hashed|default     a new, verified connection for each call
//   floor-curl start URL                        one call
//
// SSL_CERT_FILE and SSL_CERT_DIR say whose certificates are good.
#include "floor.h"

#include "CMeasure.h"
#include "bare.h"

#include <stdlib.h>
#include <string.h>

void expect_ok(CURLcode code) {
    if (code != CURLE_OK) bench_fail("floor-curl", curl_easy_strerror(code));
}

void expect_multi_ok(CURLMcode code) {
    if (code != CURLM_OK) bench_fail("floor-curl", curl_multi_strerror(code));
}

size_t ignore_body(char *bytes, size_t size, size_t count, void *unused) {
    (void)bytes, (void)unused;
    return size * count;
}

void run_alone(CURLM *multi, CURL *easy) {
    int running = 1, left;
    expect_multi_ok(curl_multi_add_handle(multi, easy));
    while (running > 0) {
        expect_multi_ok(curl_multi_perform(multi, &running));
        if (running > 0) expect_multi_ok(curl_multi_poll(multi, NULL, 0, 5000, NULL));
    }
    CURLMsg *message = curl_multi_info_read(multi, &left);
    if (message == NULL || message->msg != CURLMSG_DONE) bench_fail("floor-curl", "a call did not end");
    expect_ok(message->data.result);
    expect_multi_ok(curl_multi_remove_handle(multi, easy));
}

int main(int count, char **arguments) {
    const char *what = count > 2 ? arguments[1] : "";
    if (strcmp(what, "poll") == 0 && count == 5) {
        poll_many(arguments[2], atol(arguments[3]), atol(arguments[4]));
    } else if (strcmp(what, "tls") == 0 && count == 5) {
        connect_anew(arguments[2], atol(arguments[3]), strcmp(arguments[4], "default") == 0);
    } else if (strcmp(what, "start") == 0 && count == 3) {
        get_once(arguments[2]);
    } else {
        bench_fail("usage", "floor-curl poll|tls|start URL ...");
    }
    return 0;
}
