// SPDX-License-Identifier: Apache-2.0
import Measuring

/// This library at the work that floors and peers do as well, one command each.
@main
enum Us {
    static func main() {
        Program(
            "us",
            [
                "download": Download.run,
                "fires": Fires.run,
                "parked": Parked.run,
                "poll": Poll.run,
                "submit": Submit.run,
                "tls": Connect.run,
            ]
        ).run()
    }
}
