// SPDX-License-Identifier: Apache-2.0

// What comes with a client: the language of the field, plans and tasks. No transport, no store in a file, no provider.
@_exported public import LocalFiles
@_exported public import VideoGenerationCore
@_exported public import VideoRouting
@_exported public import VideoTasks
