import Glibc

/// What the driver shall do with the terminal.
package struct DriverOptions: Sendable {
    /// The environment that says what the terminal is; see ``terminalEnvironment()``.
    package var environment: [String: String]

    /// How many colours to use, or nil to find out.
    package var colors: ColorLevel?

    /// Whether to show ASCII only, whatever the terminal can do.
    package var isASCII = false

    /// How long to wait after an escape byte, or nil for 25 ms, and 100 ms over SSH.
    package var escapeDelay: Duration?

    package var usesMouse = true

    /// The title of the terminal's window while the screen is shown.
    package var title: String?

    /// Where the standard error goes while the screen is shown.
    ///
    /// Without one it is kept in memory, and its end is written to the terminal when the screen is
    /// given back.
    package var errorDescriptor: Int32?

    /// What to write to the terminal below the restored screen after a crash.
    package var crashNote = ""

    /// The terminal's descriptors.
    package var input: Int32 = STDIN_FILENO
    package var output: Int32 = STDOUT_FILENO

    package init(environment: [String: String] = DriverOptions.terminalEnvironment()) {
        self.environment = environment
    }

    /// The variables of the process that say something about its terminal.
    package static func terminalEnvironment() -> [String: String] {
        let names = [
            "TERM", "COLORTERM", "NO_COLOR", "TMUX", "STY", "TERM_PROGRAM", "SSH_CONNECTION",
            "SSH_TTY", "VTE_VERSION", "XTERM_VERSION",
        ]
        var result: [String: String] = [:]
        for name in names {
            guard let value = getenv(name) else { continue }
            result[name] = String(cString: value)
        }
        return result
    }
}
