// SPDX-License-Identifier: Apache-2.0
// What the work costs without any library: sockets, files and a timing wheel in C.
//
//   floor-raw poll URL COUNT CONCURRENCY
//   floor-raw submit FILE URL COUNT
//   floor-raw download URL FILE COUNT
//   floor-raw fires TASKS SECONDS            10,000 timers a second
//   floor-raw parked TASKS
#include "floor.h"

#include "CMeasure.h"
#include "bare.h"

#include <stdlib.h>
#include <string.h>

int main(int count, char **arguments) {
    const char *what = count > 2 ? arguments[1] : "";
    if (strcmp(what, "poll") == 0 && count == 5) {
        poll_many(arguments[2], atol(arguments[3]), atol(arguments[4]));
    } else if (strcmp(what, "submit") == 0 && count == 5) {
        submit_file(arguments[2], arguments[3], atol(arguments[4]));
    } else if (strcmp(what, "download") == 0 && count == 5) {
        download_file(arguments[2], arguments[3], atol(arguments[4]));
    } else if (strcmp(what, "fires") == 0 && count == 4) {
        fire_timers(atol(arguments[2]), atof(arguments[3]));
    } else if (strcmp(what, "parked") == 0 && count == 3) {
        park_tasks(atol(arguments[2]));
    } else {
        bench_fail("usage", "floor-raw poll|submit|download|fires|parked ...");
    }
    return 0;
}
