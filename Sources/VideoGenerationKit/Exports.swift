// SPDX-License-Identifier: Apache-2.0

// What an app imports with `import VideoGenerationKit`: the language of the field, plans, tasks, and the providers.
@_exported public import CurlTransport
@_exported public import HighwayProvider
@_exported public import LocalFiles
@_exported public import VideoGenerationCore
@_exported public import VideoRouting
@_exported public import VideoTasks
@_exported public import VideoTasksSQLite
