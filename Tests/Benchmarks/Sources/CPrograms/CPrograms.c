// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CPrograms.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

// Pointers to the texts of a list.
static char **pointers(const char *list) {
    size_t count = 0;
    for (const char *text = list; *text != 0; text += strlen(text) + 1) count++;
    char **all = calloc(count + 1, sizeof *all);
    for (char **next = all; all != NULL && *list != 0; list += strlen(list) + 1) *next++ = (char *)list;
    return all;
}

// In a group of its own, so that what it starts in turn can be ended with it.
static pid_t start(
    const char *words, const char *environment, const char *output, const char *errors, int input, int64_t *moment) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    pid_t process = -1;
    char **arguments = pointers(words), **settings = pointers(environment);
    sigemptyset(&none);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setsigmask(&attributes, &none);
    if (input >= 0) {
        posix_spawn_file_actions_adddup2(&actions, input, 0);
    } else {
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    }
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    *moment = now();
    if (arguments == NULL || settings == NULL ||
        posix_spawn(&process, arguments[0], &actions, &attributes, arguments, settings) != 0) {
        process = -1;
    }
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    free(arguments);
    free(settings);
    return process;
}

// Waits until the process has ended, and leaves its end to be read; 0 if that takes longer than `limit` seconds.
static int waits_in_time(pid_t process, double limit) {
    int64_t end = now() + (int64_t)(limit * 1e9);
#ifdef SYS_pidfd_open
    int file = (int)syscall(SYS_pidfd_open, process, 0);
    if (file >= 0) {
        struct pollfd wanted = {.fd = file, .events = POLLIN};
        int ready = poll(&wanted, 1, (int)(limit * 1000));
        close(file);
        return ready > 0;
    }
#endif
    while (now() < end) {
        siginfo_t info = {0};
        if (waitid(P_PID, (id_t)process, &info, WEXITED | WNOWAIT | WNOHANG) == 0 && info.si_pid == process) return 1;
        usleep(2000);
    }
    return 0;
}

// The group that is being measured, or 0.
static volatile sig_atomic_t measured;

// Who ends us ends what we wait for, too: it is in a group of its own. Servers notice by their input.
static void end_with_us(int number) {
    if (measured > 0) kill(-(pid_t)measured, SIGKILL);
    _exit(128 + number);
}

struct bench_ended bench_run(
    const char *words, const char *environment, const char *output, const char *errors, double limit) {
    struct bench_ended ended = {.status = -1};
    signal(SIGINT, end_with_us);
    signal(SIGTERM, end_with_us);
    signal(SIGHUP, end_with_us);
    pid_t process = start(words, environment, output, errors, -1, &ended.started);
    if (process < 0) return ended;
    measured = process;
    if (!waits_in_time(process, limit)) {
        ended.was_late = 1;
        kill(-process, SIGKILL);
    }
    int status = 0;
    struct rusage usage;
    memset(&usage, 0, sizeof usage);
    measured = 0;
    wait4(process, &status, 0, &usage);
    ended.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    ended.cpu_seconds = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                        (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    ended.peak_bytes = (int64_t)usage.ru_maxrss << 10;
    return ended;
}

int bench_start(const char *words, const char *environment, const char *output, const char *errors, int *input) {
    int ends[2];
    int64_t moment;
    if (pipe(ends) != 0) return -1;
    // Nobody else may hold our end, or its closing would not be seen.
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    pid_t process = start(words, environment, output, errors, ends[0], &moment);
    close(ends[0]);
    *input = ends[1];
    return process;
}

void bench_stop(int process, int input) {
    close(input);
    if (process <= 0) return;
    if (!waits_in_time(process, 5)) kill(-process, SIGKILL);
    waitpid(process, NULL, 0);
}

void bench_share_processor(int server, int together) {
    static cpu_set_t all;
    cpu_set_t one;
    struct sched_param none = {0};
    if (!together) {
        sched_setaffinity(0, sizeof all, &all);
        sched_setaffinity(server, sizeof all, &all);
        sched_setscheduler(server, SCHED_OTHER, &none);
        return;
    }
    int processor = 0;
    sched_getaffinity(0, sizeof all, &all);
    while (processor < CPU_SETSIZE - 1 && !CPU_ISSET(processor, &all)) processor++;
    CPU_ZERO(&one);
    CPU_SET(processor, &one);
    sched_setaffinity(0, sizeof one, &one);
    sched_setaffinity(server, sizeof one, &one);
    // Such a process does not push others off the processor when something comes for it (sched(7)).
    sched_setscheduler(server, SCHED_BATCH, &none);
}

int bench_counts_instructions(void) {
#if __has_include(<valgrind/callgrind.h>)
    return 1;
#else
    return 0;
#endif
}
