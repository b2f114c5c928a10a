import Glibc

/// Why an attempt could not be started.
package struct ExecutorError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds callers tell apart.
    package enum Code: Hashable, Sendable {
        /// `stage-shim` is not beside the program, or cannot be run.
        case shimMissing
        /// `stage-shim` and this program are of different versions.
        case protocolMismatch
        /// The launch holds something no process can be given.
        case invalidLaunch
        /// The watcher could not start the command: no such folder or shell, disk full, too large.
        case refused
        /// Nobody answered; the attempt's folder says whether it runs.
        case noAnswer
        /// The system gave no descriptor, process or memory.
        case system
    }

    package let code: Code
    /// The system's error number, or 0.
    package let errorNumber: Int32
    /// One or two sentences for the person.
    package let description: String

    package init(_ code: Code, _ description: String, errorNumber: Int32 = 0) {
        self.code = code
        self.errorNumber = errorNumber
        self.description = description
    }

    /// An error of the last system call.
    static func system(_ action: String) -> ExecutorError {
        let number = errno
        let reason = String(cString: strerror(number))
        return ExecutorError(.system, "Cannot \(action): \(reason).", errorNumber: number)
    }
}
