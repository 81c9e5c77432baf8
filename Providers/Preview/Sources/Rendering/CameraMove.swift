// SPDX-License-Identifier: Apache-2.0

/// The way of a camera over a picture: where it looks at first, and where at last.
public struct CameraMove: Hashable, Sendable {
    /// Where it looks at first.
    public var start: View
    /// Where it looks at last.
    public var end: View

    /// A move from `start` to `end`, at an even pace.
    public init(from start: View, to end: View) {
        self.start = start
        self.end = end
    }

    /// A part of the picture with the frame's own shape. All numbers are thousandths, so that equal views are equal in
    /// every bit.
    public struct View: Hashable, Sendable {
        /// How much it is enlarged, from 1000 for the whole picture to 4000.
        public let zoom: Int
        /// Where it stands from left to right, from 0 to 1000.
        public let across: Int
        /// Where it stands from top to bottom, from 0 to 1000.
        public let down: Int

        /// A view; each number is brought into its range.
        public init(zoom: Int, across: Int = 500, down: Int = 500) {
            self.zoom = min(4000, max(1000, zoom))
            self.across = min(1000, max(0, across))
            self.down = min(1000, max(0, down))
        }
    }
}

extension CameraMove {
    /// Closer, to the middle.
    public static let zoomIn = CameraMove(from: View(zoom: 1000), to: View(zoom: 1250))
    /// Away from the middle.
    public static let zoomOut = CameraMove(from: View(zoom: 1250), to: View(zoom: 1000))
    /// From the left edge to the right one.
    public static let panRight = CameraMove(from: View(zoom: 1200, across: 0), to: View(zoom: 1200, across: 1000))
    /// From the upper edge to the lower one.
    public static let panDown = CameraMove(from: View(zoom: 1200, down: 0), to: View(zoom: 1200, down: 1000))

    /// The moves that samples get when nothing else decides; a fifth would begin again.
    public static let standard: [CameraMove] = [.zoomIn, .zoomOut, .panRight, .panDown]
}
