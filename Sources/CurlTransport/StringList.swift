// SPDX-License-Identifier: Apache-2.0
import CVideoGenCurl

/// A list of texts in libcurl's form; it must outlive the exchange that uses it.
@safe final class StringList {
    private(set) var head: UnsafeMutablePointer<curl_slist>?

    /// Copies `texts`; nil when memory is short.
    init?(_ texts: [String]) {
        for text in texts {
            guard let longer = unsafe curl_slist_append(head, text) else { return nil }
            unsafe head = longer
        }
    }

    deinit {
        unsafe curl_slist_free_all(head)
    }
}
