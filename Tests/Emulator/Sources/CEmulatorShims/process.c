// SPDX-License-Identifier: Apache-2.0

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include "CEmulatorShims.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

extern char **environ;

static char **split_words(const char *words, size_t word_bytes) {
    size_t total = 0;
    for (size_t i = 0; i < word_bytes; i++) {
        total += words[i] == 0;
    }
    char **list = calloc(total + 1, sizeof(char *));
    if (list == NULL) {
        return NULL;
    }
    size_t start = 0;
    for (size_t i = 0; i < total; i++) {
        list[i] = (char *)(words + start);
        start += strlen(words + start) + 1;
    }
    return list;
}

static int prepare(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes, const char *log_path) {
    short flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
    int failure = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);
    if (failure == 0) {
        failure = posix_spawn_file_actions_addopen(actions, 1, log_path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    }
    if (failure == 0) {
        failure = posix_spawn_file_actions_adddup2(actions, 1, 2);
    }
    // A child that inherits a socket would keep it open after this process has closed it.
#if defined(__APPLE__)
    flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;
#elif defined(__GLIBC__) && (__GLIBC__ > 2 || (__GLIBC__ == 2 && __GLIBC_MINOR__ >= 34))
    if (failure == 0) {
        failure = posix_spawn_file_actions_addclosefrom_np(actions, 3);
    }
#endif
    sigset_t all, none;
    sigfillset(&all);
    // These two cannot be set, and some systems refuse the whole set for it.
    sigdelset(&all, SIGKILL);
    sigdelset(&all, SIGSTOP);
    sigemptyset(&none);
    if (failure == 0) {
        failure = posix_spawnattr_setsigdefault(attributes, &all);
    }
    if (failure == 0) {
        failure = posix_spawnattr_setsigmask(attributes, &none);
    }
    if (failure == 0) {
        failure = posix_spawnattr_setpgroup(attributes, 0);
    }
    if (failure == 0) {
        failure = posix_spawnattr_setflags(attributes, flags);
    }
    return failure;
}

int emulator_spawn(const char *program, const char *words, size_t word_bytes, const char *log_path, pid_t *child) {
    char **list = split_words(words, word_bytes);
    if (list == NULL) {
        return ENOMEM;
    }
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int failure = posix_spawn_file_actions_init(&actions);
    if (failure != 0) {
        free(list);
        return failure;
    }
    failure = posix_spawnattr_init(&attributes);
    if (failure == 0) {
        failure = prepare(&actions, &attributes, log_path);
        if (failure == 0) {
            failure = posix_spawn(child, program, &actions, &attributes, list, environ);
        }
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    free(list);
    return failure;
}

static int exit_code_of(int status) {
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int emulator_reap(pid_t child, int *exit_code) {
    int status = 0;
    pid_t answer;
    do {
        answer = waitpid(child, &status, WNOHANG);
    } while (answer < 0 && errno == EINTR);
    if (answer == child) {
        *exit_code = exit_code_of(status);
        return 1;
    }
    return answer == 0 ? 0 : -1;
}

void emulator_kill_group(pid_t child) {
    int status = 0;
    kill(-child, SIGKILL);
    kill(child, SIGKILL);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
}
