// SPDX-License-Identifier: Apache-2.0

// What an app imports with `import VideoGenerationKit`: the client, and the parts that the usual one is made of.
@_exported public import CurlTransport
@_exported public import FalProvider
@_exported public import HighwayProvider
@_exported public import OpenAIVideosProvider
@_exported public import PreviewProvider
@_exported public import VertexProvider
@_exported public import VideoGenerationClient
@_exported public import VideoTasksPostgres
@_exported public import VideoTasksSQLite
