// SPDX-License-Identifier: Apache-2.0
#include "CAllocator.h"

#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

void benchmark_give_back_free_memory(void) {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}
