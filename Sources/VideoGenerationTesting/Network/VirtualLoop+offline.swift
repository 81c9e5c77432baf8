// SPDX-License-Identifier: Apache-2.0
import VideoGenerationCore

extension VirtualLoop {
    /// A new loop without a network: each exchange fails, proved unsent. For models that need none, such as a
    /// ``ScriptedModel``.
    public static var offline: VirtualLoop {
        VirtualLoop { _ in .failure(.unreachable, phase: .connecting, provesNothingSent: true) }
    }
}
