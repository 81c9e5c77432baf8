// SPDX-License-Identifier: Apache-2.0

// Who configures the transport needs the hosts that it trusts, wherever they are declared.
@_exported public import struct VideoGenerationCore.TrustedHosts
