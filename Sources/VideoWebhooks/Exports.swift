// SPDX-License-Identifier: Apache-2.0

// Whoever checks a delivery has one.
@_exported public import VideoGenerationCore
