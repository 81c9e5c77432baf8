// SPDX-License-Identifier: Apache-2.0
// What every measured program shares: its clocks, its memory, a digest, and the one line that it prints.
#ifndef BENCHMARK_MEASURE_H
#define BENCHMARK_MEASURE_H

#include <stddef.h>
#include <stdint.h>

// Processor time of this process until now, user and system, in seconds.
double bench_cpu_seconds(void);

// The clock, in seconds; the same for all processes of a machine.
double bench_wall_seconds(void);

// The resident memory of this moment; 0 where the system does not say.
int64_t bench_resident_bytes(void);

// What this process has allocated and not freed; its resident memory where the C library does not say. Each call that is
// under way has a buffer, so that this is the least that was seen within a second.
int64_t bench_allocated_bytes(void);

// The most resident memory since the process or the last peak began.
int64_t bench_peak_bytes(void);

// Gives back what the allocator merely holds, and begins a new peak. 0 where the peak cannot be reset.
int bench_begin_peak(void);

// SHA-256 by libcrypto, so that all who hash pay the same for it.
void *bench_hash_new(void);
void bench_hash_update(void *hash, const void *bytes, size_t count);
// Writes 64 digits and a zero byte to `text`, and frees `hash`.
void bench_hash_finish(void *hash, char *text);

// A measurement under way.
struct bench_measurement {
    double cpu, wall;
};
struct bench_measurement bench_begin(void);

// Prints the program's result: what was counted since `start`, and `more` (members that begin with a comma) or nothing.
void bench_print(struct bench_measurement start, int64_t count, const char *more);

// Ends the program with a message.
_Noreturn void bench_fail(const char *what, const char *detail);

#endif
