// SPDX-License-Identifier: Apache-2.0

/// Why something is not done, in one sentence without query, credential or service text.
struct Refusal: Error {
    let text: String
}
