// SPDX-License-Identifier: Apache-2.0
import Testing

/// What every transport of this package promises.
///
/// One test after the other: FoundationNetworking works all URLSessions of a process on one queue, so that a test which
/// floods one of them would take the time that another one measures.
@Suite(.serialized)
enum Conformance {}
