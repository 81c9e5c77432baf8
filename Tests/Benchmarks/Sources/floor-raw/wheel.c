// SPDX-License-Identifier: Apache-2.0
// A timing wheel of three levels with nothing around it: what following a task costs at least.
#define _GNU_SOURCE
#include "floor.h"

#include "CMeasure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// What has to be kept of a task: its name, when it is due, how often it is asked for.
struct record {
    char id[36];
    uint32_t interval, due, polls;
    int32_t next;
    // As for who waits for it, and what state it is in.
    uint32_t waiter, state, reserved;
};
_Static_assert(sizeof(struct record) == 64, "a record is a cache line");

enum { SLOT_BITS = 8, SLOTS = 1 << SLOT_BITS, LEVELS = 3, TICK_NANOSECONDS = 8000000 };

static struct record *records;
static int32_t wheel[LEVELS][SLOTS];

static uint32_t tick_now(void) { return (uint32_t)(bench_wall_seconds() * 1e9 / TICK_NANOSECONDS); }

static void schedule(int32_t index, uint32_t now) {
    struct record *record = &records[index];
    uint32_t distance = record->due - now, level = 0;
    while (level < LEVELS - 1 && distance >= 1u << (SLOT_BITS * (level + 1))) level++;
    int32_t *slot = &wheel[level][record->due >> (SLOT_BITS * level) & (SLOTS - 1)];
    record->next = *slot;
    *slot = index;
}

static void fill(long count, uint32_t interval, uint32_t now) {
    records = aligned_alloc(64, (size_t)count * sizeof *records);
    if (records == NULL) bench_fail("floor-raw", "memory is short");
    memset(wheel, 0xFF, sizeof wheel);
    for (long index = 0; index < count; index++) {
        char id[37];
        snprintf(id, sizeof id, "00000000-0000-4000-8000-%012lx", index);
        memset(&records[index], 0, sizeof *records);
        memcpy(records[index].id, id, 36);
        records[index].interval = interval;
        // Evenly over one interval, but never at once.
        records[index].due = now + 1 + (uint32_t)((uint64_t)interval * (uint64_t)index / (uint64_t)count);
        schedule((int32_t)index, now);
    }
}

// Moves what a coarser slot holds to where it belongs by now.
static void cascade(uint32_t level, uint32_t now) {
    int32_t *slot = &wheel[level][now >> (SLOT_BITS * level) & (SLOTS - 1)];
    int32_t index = *slot;
    *slot = -1;
    while (index >= 0) {
        int32_t next = records[index].next;
        schedule(index, now);
        index = next;
    }
}

// Fires what is due at `now`; how many.
static long fire(uint32_t now) {
    if ((now & (SLOTS - 1)) == 0) {
        if ((now >> SLOT_BITS & (SLOTS - 1)) == 0) cascade(2, now);
        cascade(1, now);
    }
    long fired = 0;
    int32_t index = wheel[0][now & (SLOTS - 1)];
    wheel[0][now & (SLOTS - 1)] = -1;
    while (index >= 0) {
        struct record *record = &records[index];
        int32_t next = record->next;
        record->polls++;
        record->due = now + record->interval;
        schedule(index, now);
        fired++;
        index = next;
    }
    return fired;
}

static void wait_for(uint32_t tick) {
    uint64_t moment = (uint64_t)tick * TICK_NANOSECONDS;
    struct timespec time = {.tv_sec = (time_t)(moment / 1000000000), .tv_nsec = (long)(moment % 1000000000)};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
}

static long run(uint32_t *tick, double seconds) {
    long fired = 0;
    double end = bench_wall_seconds() + seconds;
    while (bench_wall_seconds() < end) {
        wait_for(*tick + 1);
        for (uint32_t now = tick_now(); *tick < now; (*tick)++) fired += fire(*tick + 1);
    }
    return fired;
}

void fire_timers(long count, double seconds) {
    uint32_t tick = tick_now();
    fill(count, (uint32_t)((double)count / 10000 * 1e9 / TICK_NANOSECONDS), tick);
    // The first round touches everything once.
    run(&tick, 0.25);
    struct bench_measurement start = bench_begin();
    bench_print(start, run(&tick, seconds), NULL);
}

void park_tasks(long count) {
    bench_begin_peak();
    int64_t rest = bench_resident_bytes();
    fill(count, 125, tick_now());
    char more[80];
    snprintf(more, sizeof more, ", \"taskBytes\": %.1f", (double)(bench_resident_bytes() - rest) / (double)count);
    bench_print(bench_begin(), count, more);
}
