// SPDX-License-Identifier: Apache-2.0

/// Why something is not done, in one sentence without query, credential or service text.
package struct Refusal: Error {
    package let text: String

    package init(text: String) {
        self.text = text
    }
}
