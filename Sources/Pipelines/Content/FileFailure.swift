import Glibc

/// Something the kernel refused to do with a file.
package struct FileFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Operation: String, Hashable, Sendable {
        case read
        case list = "list the folder"
        case write
        case rename
        case remove
        case link = "make the link"
        case makeFolder = "make the folder"
        case changeMode = "change the mode of"
        case flush
    }

    package let operation: Operation
    package let path: RawPath
    package let errno: Int32

    package init(_ operation: Operation, _ path: RawPath, _ errno: Int32) {
        self.operation = operation
        self.path = path
        self.errno = errno
    }

    /// What to do about it, where that is known.
    private var remedy: String {
        switch errno {
        case EACCES, EPERM: " Check its owner and permissions."
        case ENOSPC, EDQUOT: " Make room on that disk and try again."
        case EROFS: " The disk is mounted read-only."
        case EMFILE, ENFILE: " Too many files are open; raise 'ulimit -n' and try again."
        default: ""
        }
    }

    package var description: String {
        let reason = String(cString: strerror(errno))
        return "Cannot \(operation.rawValue) '\(path)': \(reason).\(remedy)"
    }
}
