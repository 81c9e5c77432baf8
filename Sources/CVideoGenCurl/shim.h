// SPDX-License-Identifier: Apache-2.0
//
// libcurl's setters and getters are variadic, which Swift cannot call, and many of its constants are macros whose type
// changed between releases. Each function here gives one decision its C types, once; Swift names no curl macro.
#ifndef CVIDEOGEN_CURL_SHIM_H
#define CVIDEOGEN_CURL_SHIM_H
#include <arpa/inet.h>
#include <curl/curl.h>
#include <dirent.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#if LIBCURL_VERSION_NUM < 0x075500
#error "libcurl 7.85 or newer is needed: older ones cannot be told by name which protocols are allowed"
#endif

// Sets one option of `easy`; the first that fails ends the calling function with its code.
#define VIDEOGEN_SET(option, value) \
    do { \
        CURLcode videogen_code = curl_easy_setopt(easy, option, value); \
        if (videogen_code != CURLE_OK) return videogen_code; \
    } while (0)

// What callbacks return. Macros in curl, of a type that differs between releases.
static const size_t videogen_read_abort = CURL_READFUNC_ABORT;
static const int videogen_seek_ok = CURL_SEEKFUNC_OK;
static const int videogen_seek_fail = CURL_SEEKFUNC_FAIL;
static const int videogen_request_ok = CURL_PREREQFUNC_OK;
static const int videogen_request_abort = CURL_PREREQFUNC_ABORT;

// Process-wide set-up; CURL_GLOBAL_DEFAULT is a macro.
static inline CURLcode videogen_global_init(void) {
    return curl_global_init(CURL_GLOBAL_DEFAULT);
}

// How many connections to one host, and how many idle ones are kept in all.
static inline CURLMcode videogen_multi_limits(CURLM *multi, long per_host, long kept) {
    CURLMcode code = curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, per_host);
    if (code != CURLM_OK) return code;
    return curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, kept);
}

// The next finished handle, or NULL. CURLMsg holds a union, which Swift reads only unsafely.
static inline CURL *videogen_multi_finished(CURLM *multi, CURLcode *result) {
    int left = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &left)) != NULL) {
        if (message->msg == CURLMSG_DONE) {
            *result = message->data.result;
            return message->easy_handle;
        }
    }
    return NULL;
}

// Called by libcurl for each TLS context: takes the key log away again that SSLKEYLOGFILE would have given it. The
// function is looked up because libcurl, not we, decides which OpenSSL is loaded.
static inline CURLcode videogen_drop_key_log(CURL *easy, void *context, void *unused) {
    (void)easy;
    (void)unused;
    void *process = dlopen(NULL, RTLD_LAZY);
    if (process == NULL) return CURLE_OK;
    void (*set)(void *, void *) = (void (*)(void *, void *))dlsym(process, "SSL_CTX_set_keylog_callback");
    if (set != NULL) set(context, NULL);
    dlclose(process);
    return CURLE_OK;
}

// Whether libcurl uses OpenSSL; the name of a TLS library that is there but not in use stands in parentheses.
static inline bool videogen_uses_openssl(void) {
    const char *tls = curl_version_info(CURLVERSION_NOW)->ssl_version;
    return tls != NULL && strncmp(tls, "OpenSSL/", 8) == 0;
}

// Whether OpenSSL would find certificates in a directory by their hash: eight hexadecimal digits and ".0". The first such
// name is enough, because nothing can be asked of a server before this is known.
static inline bool videogen_has_hashed_names(const char *directory) {
    DIR *entries = opendir(directory);
    if (entries == NULL) return false;
    bool found = false;
    const struct dirent *entry;
    while (!found && (entry = readdir(entries)) != NULL) {
        found = strspn(entry->d_name, "0123456789abcdef") == 8 && strcmp(entry->d_name + 8, ".0") == 0;
    }
    (void)closedir(entries);
    return found;
}

// What holds for every exchange, whatever the environment or a home directory says.
static inline CURLcode videogen_easy_secure(CURL *easy, bool openssl) {
    VIDEOGEN_SET(CURLOPT_NOSIGNAL, 1L);
    VIDEOGEN_SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    VIDEOGEN_SET(CURLOPT_FOLLOWLOCATION, 0L);
    VIDEOGEN_SET(CURLOPT_MAXREDIRS, 0L);
    VIDEOGEN_SET(CURLOPT_UNRESTRICTED_AUTH, 0L);
    VIDEOGEN_SET(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    VIDEOGEN_SET(CURLOPT_HTTP09_ALLOWED, 0L);
    VIDEOGEN_SET(CURLOPT_HTTP_CONTENT_DECODING, 0L);
    VIDEOGEN_SET(CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE);
    VIDEOGEN_SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    VIDEOGEN_SET(CURLOPT_HTTPPROXYTUNNEL, 1L);
    VIDEOGEN_SET(CURLOPT_TCP_KEEPALIVE, 1L);
    VIDEOGEN_SET(CURLOPT_SSL_VERIFYPEER, 1L);
    VIDEOGEN_SET(CURLOPT_SSL_VERIFYHOST, 2L);
    VIDEOGEN_SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    VIDEOGEN_SET(CURLOPT_PROXY_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
#if LIBCURL_VERSION_NUM >= 0x075700
    // Without it, ending an exchange whose name is still being looked up blocks until the look-up ends.
    (void)curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#endif
    // Only OpenSSL's contexts may be handed to OpenSSL.
    if (openssl) VIDEOGEN_SET(CURLOPT_SSL_CTX_FUNCTION, videogen_drop_key_log);
    return CURLE_OK;
}

// Where to: the short URL is parsed, the target is sent as it is (and never shows up in libcurl's texts).
static inline CURLcode videogen_easy_target(CURL *easy, const char *url, const char *target, const char *schemes) {
    VIDEOGEN_SET(CURLOPT_PROTOCOLS_STR, schemes);
    VIDEOGEN_SET(CURLOPT_REDIR_PROTOCOLS_STR, "https");
    VIDEOGEN_SET(CURLOPT_URL, url);
    VIDEOGEN_SET(CURLOPT_REQUEST_TARGET, target);
    return CURLE_OK;
}

// The next call's target; libcurl copies it.
static inline CURLcode videogen_easy_retarget(CURL *easy, const char *target) {
    return curl_easy_setopt(easy, CURLOPT_REQUEST_TARGET, target);
}

// A request without a body. `method` NULL means GET; HEAD has an option of its own, or libcurl waits for a body.
static inline CURLcode videogen_easy_without_body(CURL *easy, const char *method) {
    if (method != NULL && strcmp(method, "HEAD") == 0) {
        VIDEOGEN_SET(CURLOPT_NOBODY, 1L);
        return CURLE_OK;
    }
    VIDEOGEN_SET(CURLOPT_HTTPGET, 1L);
    VIDEOGEN_SET(CURLOPT_CUSTOMREQUEST, method);
    return CURLE_OK;
}

// A request whose body of known length is asked for piece by piece. `method` NULL means POST.
static inline CURLcode videogen_easy_with_body(CURL *easy, const char *method, int64_t length, long buffer) {
    VIDEOGEN_SET(CURLOPT_POST, 1L);
    VIDEOGEN_SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
    VIDEOGEN_SET(CURLOPT_CUSTOMREQUEST, method);
    if (buffer > 0) VIDEOGEN_SET(CURLOPT_UPLOAD_BUFFERSIZE, buffer);
    return CURLE_OK;
}

// A connection that no other exchange has used or will use: what a payment needs.
static inline CURLcode videogen_easy_own_connection(CURL *easy) {
    VIDEOGEN_SET(CURLOPT_FRESH_CONNECT, 1L);
    VIDEOGEN_SET(CURLOPT_FORBID_REUSE, 1L);
    VIDEOGEN_SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    return CURLE_OK;
}

// A connection that is shared and kept; over TLS many exchanges may use one at once.
static inline CURLcode videogen_easy_shared_connection(CURL *easy, bool tls) {
    VIDEOGEN_SET(CURLOPT_HTTP_VERSION, (long)(tls ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
    VIDEOGEN_SET(CURLOPT_PIPEWAIT, tls ? 1L : 0L);
    return CURLE_OK;
}

// A connection for one long reply at a time.
static inline CURLcode videogen_easy_bulk_connection(CURL *easy, long buffer) {
    VIDEOGEN_SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    VIDEOGEN_SET(CURLOPT_BUFFERSIZE, buffer);
    return CURLE_OK;
}

// Ceilings of time; a total of 0 means none.
static inline CURLcode videogen_easy_time_limits(CURL *easy, long connect_ms, long total_ms) {
    VIDEOGEN_SET(CURLOPT_CONNECTTIMEOUT_MS, connect_ms);
    VIDEOGEN_SET(CURLOPT_TIMEOUT_MS, total_ms);
    return CURLE_OK;
}

// Which certificate authorities are trusted. Both are set, the unused one to NULL: with both in force libcurl loads the
// whole bundle for each connection. A TLS library without one of the two options says so; then its default holds.
static inline CURLcode videogen_easy_authorities(CURL *easy, const char *file, const char *directory) {
    CURLcode file_code = curl_easy_setopt(easy, CURLOPT_CAINFO, file);
    CURLcode directory_code = curl_easy_setopt(easy, CURLOPT_CAPATH, directory);
    if (file != NULL && file_code != CURLE_OK) return file_code;
    if (directory != NULL && directory_code != CURLE_OK) return directory_code;
    (void)curl_easy_setopt(easy, CURLOPT_PROXY_CAINFO, file);
    (void)curl_easy_setopt(easy, CURLOPT_PROXY_CAPATH, directory);
    return CURLE_OK;
}

// The proxy, "" for none. Always both: an option that is not set is read from the environment.
static inline CURLcode videogen_easy_proxy(CURL *easy, const char *proxy) {
    VIDEOGEN_SET(CURLOPT_PROXY, proxy);
    VIDEOGEN_SET(CURLOPT_NOPROXY, "");
    return CURLE_OK;
}

// Header lines (which the caller keeps until the exchange is over) and the name we give ourselves.
static inline CURLcode videogen_easy_header(CURL *easy, struct curl_slist *lines, const char *agent) {
    VIDEOGEN_SET(CURLOPT_HTTPHEADER, lines);
    VIDEOGEN_SET(CURLOPT_USERAGENT, agent);
    return CURLE_OK;
}

// Fixed answers to look-ups of names, for tests.
static inline CURLcode videogen_easy_names(CURL *easy, struct curl_slist *names) {
    VIDEOGEN_SET(CURLOPT_RESOLVE, names);
    return CURLE_OK;
}

// All callbacks with their one context, so that none can be set without it.
static inline CURLcode videogen_easy_callbacks(
    CURL *easy, void *context, curl_read_callback read, curl_seek_callback seek, curl_write_callback write,
    curl_write_callback header, curl_opensocket_callback open_socket, curl_prereq_callback request
) {
    VIDEOGEN_SET(CURLOPT_PRIVATE, context);
    VIDEOGEN_SET(CURLOPT_READFUNCTION, read);
    VIDEOGEN_SET(CURLOPT_READDATA, context);
    VIDEOGEN_SET(CURLOPT_SEEKFUNCTION, seek);
    VIDEOGEN_SET(CURLOPT_SEEKDATA, context);
    VIDEOGEN_SET(CURLOPT_WRITEFUNCTION, write);
    VIDEOGEN_SET(CURLOPT_WRITEDATA, context);
    VIDEOGEN_SET(CURLOPT_HEADERFUNCTION, header);
    VIDEOGEN_SET(CURLOPT_HEADERDATA, context);
    VIDEOGEN_SET(CURLOPT_OPENSOCKETFUNCTION, open_socket);
    VIDEOGEN_SET(CURLOPT_OPENSOCKETDATA, context);
    VIDEOGEN_SET(CURLOPT_PREREQFUNCTION, request);
    VIDEOGEN_SET(CURLOPT_PREREQDATA, context);
    return CURLE_OK;
}

// The context given above: which exchange a finished handle belongs to.
static inline void *videogen_easy_context(CURL *easy) {
    char *context = NULL;
    (void)curl_easy_getinfo(easy, CURLINFO_PRIVATE, &context);
    return context;
}

// Whether the exchange that is over went over HTTP/2.
static inline bool videogen_easy_used_http2(CURL *easy) {
    long version = 0;
    return curl_easy_getinfo(easy, CURLINFO_HTTP_VERSION, &version) == CURLE_OK && version == CURL_HTTP_VERSION_2_0;
}

// How far an exchange got.
struct videogen_evidence {
    int64_t request_bytes;  // request line and header (and a proxy's CONNECT) given to the connection
    int64_t body_bytes;     // bytes of the body given to the connection
    int32_t system_error;   // errno of a failed connect
    int32_t certificate;    // OpenSSL's verdict on the certificate, 0 if it had none to complain about
};

// Reads all of it at once, each through a variable of the type that curl writes.
static inline struct videogen_evidence videogen_easy_evidence(CURL *easy) {
    struct videogen_evidence evidence = {0, 0, 0, 0};
    long number = 0;
    curl_off_t bytes = 0;
    if (curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &number) == CURLE_OK) evidence.request_bytes = number;
    if (curl_easy_getinfo(easy, CURLINFO_SIZE_UPLOAD_T, &bytes) == CURLE_OK) evidence.body_bytes = bytes;
    if (curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &number) == CURLE_OK) evidence.system_error = (int32_t)number;
    if (curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &number) == CURLE_OK) {
        evidence.certificate = (int32_t)number;
    }
    return evidence;
}

// An IP address as a number: 4 or 16 bytes of it, 0 for what is none.
struct videogen_address {
    int32_t bytes;
    uint64_t high;
    uint64_t low;
};

// Reads 4 or 16 bytes in network order.
static inline struct videogen_address videogen_address_from_bytes(const void *bytes, int32_t count) {
    struct videogen_address address = {count, 0, 0};
    for (int32_t place = 0; place < count; place++) {
        address.high = address.high << 8 | address.low >> 56;
        address.low = address.low << 8 | ((const uint8_t *)bytes)[place];
    }
    return address;
}

// The address that libcurl wants a socket for.
static inline struct videogen_address videogen_address_of_socket(const struct curl_sockaddr *socket) {
    if (socket != NULL && socket->family == AF_INET) {
        const struct sockaddr_in *v4 = (const struct sockaddr_in *)(const void *)&socket->addr;
        return videogen_address_from_bytes(&v4->sin_addr, 4);
    }
    if (socket != NULL && socket->family == AF_INET6) {
        const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)(const void *)&socket->addr;
        return videogen_address_from_bytes(&v6->sin6_addr, 16);
    }
    return videogen_address_from_bytes(NULL, 0);
}

// The address that libcurl names as text; parsed here because it happens for each request.
static inline struct videogen_address videogen_address_in_text(const char *text) {
    uint8_t bytes[16];
    if (text != NULL && inet_pton(AF_INET, text, bytes) == 1) return videogen_address_from_bytes(bytes, 4);
    if (text != NULL && inet_pton(AF_INET6, text, bytes) == 1) return videogen_address_from_bytes(bytes, 16);
    return videogen_address_from_bytes(NULL, 0);
}

// The socket that libcurl asked for, or the refusal (a macro) if the address is not allowed.
static inline curl_socket_t videogen_open_socket(const struct curl_sockaddr *address, bool allowed) {
    if (address == NULL || !allowed) return CURL_SOCKET_BAD;
    int type = address->socktype;
#ifdef SOCK_CLOEXEC
    type |= SOCK_CLOEXEC;
#endif
    return socket(address->family, type, address->protocol);
}

// Threads as plain numbers: pthread_t is a number, a pointer or an optional pointer, depending on the system.
static inline uintptr_t videogen_thread_current(void) {
    return (uintptr_t)pthread_self();
}

// Starts a thread of 2 MiB of stack (512 KiB, the default on macOS, is little for what may run on the loop); 0 if there
// is none to be had.
static inline uintptr_t videogen_thread_start(void *(*body)(void *), void *context) {
    pthread_t thread;
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) != 0) return 0;
    (void)pthread_attr_setstacksize(&attributes, 2u << 20);
    int code = pthread_create(&thread, &attributes, body, context);
    (void)pthread_attr_destroy(&attributes);
    return code == 0 ? (uintptr_t)thread : 0;
}

// Lets a write to a closed connection return an error to the calling thread in place of ending the process: with
// NOSIGNAL libcurl leaves that to us, and OpenSSL writes without MSG_NOSIGNAL.
static inline void videogen_thread_block_pipe_signal(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    (void)pthread_sigmask(SIG_BLOCK, &signals, NULL);
}

// Waits for a thread's end.
static inline void videogen_thread_join(uintptr_t thread) {
    (void)pthread_join((pthread_t)thread, NULL);
}

// Lets a thread clean up after itself.
static inline void videogen_thread_detach(uintptr_t thread) {
    (void)pthread_detach((pthread_t)thread);
}

#undef VIDEOGEN_SET
#endif
