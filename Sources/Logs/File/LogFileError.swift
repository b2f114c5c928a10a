import Glibc

/// A log that could not be opened.
package struct LogFileError: Error, Sendable, Hashable, CustomStringConvertible {
    package let path: String
    /// The kernel's answer, or `nil` when the path is not a plain file.
    package let errno: CInt?

    package init(path: String, errno: CInt?) {
        self.path = path
        self.errno = errno
    }

    package var description: String {
        switch errno {
        case .some(ENOENT):
            return "There is no log at '\(path)' yet. The stage has not printed anything."
        case .some(EACCES):
            return "The log '\(path)' cannot be read. It belongs to the engine's user."
        case .some(let number):
            return "The log '\(path)' cannot be opened: \(String(cString: strerror(number)))."
        case nil:
            return "The log '\(path)' is not a plain file. Remove it and run the stage again."
        }
    }
}
