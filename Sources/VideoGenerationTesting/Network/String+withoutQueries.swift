// SPDX-License-Identifier: Apache-2.0

extension String {
    /// The text with the query and fragment of every URL and path in it cut off, however JSON spells it.
    var withoutQueries: String {
        var (result, word) = ("", "")
        for character in self {
            if character.isWhitespace || "\"'<>`".contains(character) {
                result += word.withoutQuery
                result.append(character)
                word = ""
            } else {
                word.append(character)
            }
        }
        return result + word.withoutQuery
    }

    /// One word, up to where a query begins.
    private var withoutQuery: String {
        let plain = replacing("\\/", with: "/")
        let isAddress = plain.contains("://") || plain.hasPrefix("/")
        let marks = ["?", "\\u003f", "\\u003F"] + (isAddress ? ["#"] : [])
        let starts = marks.compactMap { firstRange(of: $0)?.lowerBound }
        guard let start = starts.min() else { return self }
        // A question mark may stand in any sentence; before a name and its value it begins a query.
        let hasValue = self[start...].contains("=") || self[start...].contains("\\u003d")
        guard isAddress || hasValue else { return self }
        // What ends the word by a backslash, such as "\\n", is no part of the query.
        return String(self[..<start])
    }
}
