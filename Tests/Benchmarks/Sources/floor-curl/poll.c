// SPDX-License-Identifier: Apache-2.0
// The cheapest way that libcurl has to ask the same service again and again: handles are kept and set up once, the URL is
// parsed once and only its query changes, and sockets are waited for with epoll. What an answer says is not looked at.
#include "floor.h"

#include "CMeasure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

struct slot {
    CURL *easy;
    CURLU *url;
    size_t size;
    char body[4096];
};

static int poller;
static long timeout = -1;
static long started, ended, total;

static int set_timeout(CURLM *multi, long milliseconds, void *unused) {
    (void)multi, (void)unused;
    timeout = milliseconds;
    return 0;
}

static int set_socket(CURL *easy, curl_socket_t file, int what, void *multi, void *known) {
    (void)easy;
    struct epoll_event event = {.data.fd = file};
    if (what == CURL_POLL_REMOVE) {
        epoll_ctl(poller, EPOLL_CTL_DEL, file, NULL);
        return 0;
    }
    event.events = (what & CURL_POLL_IN ? EPOLLIN : 0u) | (what & CURL_POLL_OUT ? EPOLLOUT : 0u);
    if (epoll_ctl(poller, known != NULL ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, file, &event) != 0) {
        bench_fail("floor-curl", "epoll_ctl");
    }
    if (known == NULL) curl_multi_assign(multi, file, &poller);
    return 0;
}

static size_t keep_body(char *bytes, size_t size, size_t count, void *pointer) {
    struct slot *slot = pointer;
    size_t room = sizeof slot->body - slot->size, part = size * count < room ? size * count : room;
    memcpy(slot->body + slot->size, bytes, part);
    slot->size += part;
    return size * count;
}

static void ask(CURLM *multi, struct slot *slot) {
    char query[64];
    snprintf(query, sizeof query, "task_id=00000000-0000-4000-8000-%012lx", started++);
    if (curl_url_set(slot->url, CURLUPART_QUERY, query, 0) != CURLUE_OK) bench_fail("floor-curl", "curl_url_set");
    slot->size = 0;
    // The handle copies nothing: it reads the URL anew for each call.
    expect_ok(curl_easy_setopt(slot->easy, CURLOPT_CURLU, slot->url));
    expect_multi_ok(curl_multi_add_handle(multi, slot->easy));
}

static void prepare(struct slot *slot, const char *url, struct curl_slist *header) {
    int is_secure = strncmp(url, "https:", 6) == 0;
    slot->easy = curl_easy_init();
    slot->url = curl_url();
    if (slot->easy == NULL || curl_url_set(slot->url, CURLUPART_URL, url, 0) != CURLUE_OK) {
        bench_fail("floor-curl", "not a URL");
    }
    expect_ok(curl_easy_setopt(slot->easy, CURLOPT_NOSIGNAL, 1L));
    expect_ok(curl_easy_setopt(slot->easy, CURLOPT_PRIVATE, slot));
    expect_ok(curl_easy_setopt(slot->easy, CURLOPT_WRITEFUNCTION, keep_body));
    expect_ok(curl_easy_setopt(slot->easy, CURLOPT_WRITEDATA, slot));
    expect_ok(curl_easy_setopt(slot->easy, CURLOPT_HTTPHEADER, header));
    expect_ok(curl_easy_setopt(slot->easy, CURLOPT_USERAGENT, "floor-curl"));
    expect_ok(curl_easy_setopt(slot->easy, CURLOPT_TIMEOUT_MS, 60000L));
    if (is_secure) {
        expect_ok(curl_easy_setopt(slot->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS));
        expect_ok(curl_easy_setopt(slot->easy, CURLOPT_PIPEWAIT, 1L));
        expect_ok(curl_easy_setopt(slot->easy, CURLOPT_CAPATH, getenv("SSL_CERT_DIR")));
        expect_ok(curl_easy_setopt(slot->easy, CURLOPT_CAINFO, getenv("SSL_CERT_FILE")));
    } else {
        expect_ok(curl_easy_setopt(slot->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1));
    }
}

static void collect(CURLM *multi) {
    CURLMsg *message;
    int left;
    while ((message = curl_multi_info_read(multi, &left)) != NULL) {
        struct slot *slot;
        long status = 0;
        expect_ok(message->data.result);
        CURL *easy = message->easy_handle;
        expect_ok(curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&slot));
        expect_ok(curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status));
        if (status != 200 || slot->size == 0) bench_fail("floor-curl", "an answer is not what was expected");
        expect_multi_ok(curl_multi_remove_handle(multi, easy));
        ended++;
        if (started < total) ask(multi, slot);
    }
}

static void run(CURLM *multi, struct slot *slots, long concurrency) {
    for (long index = 0; index < concurrency && started < total; index++) ask(multi, &slots[index]);
    int running;
    while (ended < total) {
        struct epoll_event events[64];
        int ready = epoll_wait(poller, events, 64, timeout < 0 || timeout > 5000 ? 5000 : (int)timeout);
        if (ready == 0) {
            timeout = -1;
            expect_multi_ok(curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running));
        }
        for (int index = 0; index < ready; index++) {
            uint32_t what = events[index].events;
            int mask = (what & EPOLLIN ? CURL_CSELECT_IN : 0) | (what & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
                       (what & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);
            expect_multi_ok(curl_multi_socket_action(multi, events[index].data.fd, mask, &running));
        }
        collect(multi);
    }
}

void poll_many(const char *url, long count, long concurrency) {
    expect_ok(curl_global_init(CURL_GLOBAL_DEFAULT));
    poller = epoll_create1(EPOLL_CLOEXEC);
    CURLM *multi = curl_multi_init();
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, set_socket);
    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, multi);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, set_timeout);
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, concurrency);
    struct curl_slist *header = curl_slist_append(NULL, "Authorization: Bearer none");
    struct slot *slots = calloc((size_t)concurrency, sizeof *slots);
    for (long index = 0; index < concurrency; index++) prepare(&slots[index], url, header);
    // The first calls open the connections.
    total = 4 * concurrency;
    run(multi, slots, concurrency);
    total += count;
    struct bench_measurement start = bench_begin();
    run(multi, slots, concurrency);
    bench_print(start, count, NULL);
}
