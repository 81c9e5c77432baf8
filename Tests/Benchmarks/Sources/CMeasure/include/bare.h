// SPDX-License-Identifier: Apache-2.0
// For programs without any Swift. SwiftPM links Swift's runtime to them all the same, and loading that would count as the
// floor's own time: this hands the linker a word, in the section where Swift's objects name their libraries, which comes
// before the runtime's name and has it left out where nothing of it is used.
#ifndef BENCHMARK_BARE_H
#define BENCHMARK_BARE_H

#ifdef __linux__
__attribute__((used, section(".swift1_autolink_entries"))) static const char bench_link_what_is_used[] = "-Wl,--as-needed";
#endif

#endif
