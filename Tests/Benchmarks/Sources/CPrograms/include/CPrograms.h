// SPDX-License-Identifier: Apache-2.0
// Starts programs so that little of the harness is in what is measured, and none of them outlives its time.
#ifndef BENCHMARK_PROGRAMS_H
#define BENCHMARK_PROGRAMS_H

#include <stdint.h>

// What became of a program.
struct bench_ended {
    // Its exit status, 128 and its signal, or -1 if it could not be started.
    int status;
    // Whether it was ended for taking too long.
    int was_late;
    double cpu_seconds;
    int64_t peak_bytes;
    // When it was started, on the clock that all processes share.
    int64_t started;
};

// Runs a program to its end, for `limit` seconds at most. `words` (the program's path first) and `environment` (NAME=VALUE,
// all of it) are texts that end with a zero byte each, and with an empty one at last. What it prints goes to files.
struct bench_ended bench_run(
    const char *words, const char *environment, const char *output, const char *errors, double limit);

// Starts a program that ends when its standard input does: that of *input. Its process, or -1.
int bench_start(
    const char *words, const char *environment, const char *output, const char *errors, int *input);

// Closes the input and waits for the end, five seconds at most; then it is killed.
void bench_stop(int process, int input);

// Puts a running server on one processor with whatever is started from now on, where it waits until they wait; or sets both
// free again. An answer is then never there at the first look, as over a network, instead of sometimes.
void bench_share_processor(int server, int together);

// Whether the programs of this package were built to tell callgrind when to count.
int bench_counts_instructions(void);

// A port of 127.0.0.1 that nobody listens at; 0 if there is none.
int bench_free_port(void);

// Whether somebody listens there.
int bench_listens(int port);

// What a server on 127.0.0.1 answers to a GET, its body, cut to `size` with the zero byte at its end. Its length, or -1.
int bench_get(int port, const char *path, char *body, int size);

#endif
