// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Gives free memory that the C library holds back to the system, where that can be asked for.
void benchmark_give_back_free_memory(void);
