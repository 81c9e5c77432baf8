// SPDX-License-Identifier: Apache-2.0
#include "CMeasure.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

// With valgrind's header, instructions are counted while something is measured, and nothing is slowed down as much before.
#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>
#else
#define CALLGRIND_START_INSTRUMENTATION
#define CALLGRIND_STOP_INSTRUMENTATION
#endif

static double seconds(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

// The sum that getrusage divides into user and system by ticks, before it is divided.
double bench_cpu_seconds(void) { return seconds(CLOCK_PROCESS_CPUTIME_ID); }

double bench_wall_seconds(void) { return seconds(CLOCK_MONOTONIC); }

static int64_t status_bytes(const char *name) {
    FILE *file = fopen("/proc/self/status", "r");
    if (file == NULL) return 0;
    char line[256];
    long long kibibytes = 0;
    size_t length = strlen(name);
    while (fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, name, length) == 0) kibibytes = strtoll(line + length, NULL, 10);
    }
    fclose(file);
    return kibibytes << 10;
}

int64_t bench_resident_bytes(void) { return status_bytes("VmRSS:"); }

static int64_t allocated_bytes(void) {
#ifdef __GLIBC__
    struct mallinfo2 heaps = mallinfo2();
    return (int64_t)(heaps.uordblks + heaps.hblkhd);
#else
    return bench_resident_bytes();
#endif
}

int64_t bench_allocated_bytes(void) {
    struct timespec millisecond = {.tv_nsec = 1000000};
    int64_t least = INT64_MAX;
    for (int look = 0; look < 1000; look++) {
        int64_t bytes = allocated_bytes();
        if (bytes < least) least = bytes;
        nanosleep(&millisecond, NULL);
    }
    return least;
}

int64_t bench_peak_bytes(void) {
    int64_t bytes = status_bytes("VmHWM:");
    if (bytes > 0) return bytes;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
#ifdef __APPLE__
    return usage.ru_maxrss;
#else
    return (int64_t)usage.ru_maxrss << 10;
#endif
}

int bench_begin_peak(void) {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
    // 5 resets the peak, and nothing else (proc(5)).
    FILE *file = fopen("/proc/self/clear_refs", "w");
    if (file == NULL) return 0;
    int is_written = fputs("5", file) >= 0;
    return fclose(file) == 0 && is_written;
}

void *bench_hash_new(void) {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (context == NULL || EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1) bench_fail("libcrypto", "no SHA-256");
    return context;
}

void bench_hash_update(void *hash, const void *bytes, size_t count) { EVP_DigestUpdate(hash, bytes, count); }

void bench_hash_finish(void *hash, char *text) {
    unsigned char digest[32];
    EVP_DigestFinal_ex(hash, digest, NULL);
    EVP_MD_CTX_free(hash);
    for (int index = 0; index < 32; index++) snprintf(text + 2 * index, 3, "%02x", digest[index]);
}

struct bench_measurement bench_begin(void) {
    CALLGRIND_START_INSTRUMENTATION;
    return (struct bench_measurement){.cpu = bench_cpu_seconds(), .wall = bench_wall_seconds()};
}

void bench_print(struct bench_measurement start, int64_t count, const char *more) {
    CALLGRIND_STOP_INSTRUMENTATION;
    double cpu = bench_cpu_seconds() - start.cpu, wall = bench_wall_seconds() - start.wall;
    printf("{\"count\": %lld, \"cpuSeconds\": %.9f, \"wallSeconds\": %.9f, \"peakBytes\": %lld%s}\n", (long long)count,
        cpu, wall, (long long)bench_peak_bytes(), more != NULL ? more : "");
    fflush(stdout);
}

void bench_fail(const char *what, const char *detail) {
    fprintf(stderr, "%s: %s\n", what, detail);
    exit(1);
}
